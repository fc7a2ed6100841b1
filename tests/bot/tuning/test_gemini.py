"""What the Gemini API is asked, and what is made of answers that services are known to give."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from bot.datasets.batches import Batch, Column
from bot.datasets.sizes import size_of
from bot.domain import Answer, Example, Hyperparameters, JobState, Order, Question, Sampling
from bot.errors import ServiceRefused, TuningUnavailable
from bot.tuning.gemini import GeminiService
from tests.bot.tuning.servers import Said, Script, failed, ok, serving

META = "type.googleapis.com/google.ai.generativelanguage.v1beta.CreateTunedModelMetadata"
NAME = "tunedModels/cat"
OPERATION = NAME + "/operations/7"
TIME = "2026-01-02T03:04:05.678900Z"
ORDER = Order(display_name="increment", base_model="models/tiny", channel="C1")
STEP = {"step": 1, "meanLoss": 4.5, "computeTime": TIME}


@pytest.fixture
def script() -> Iterator[Script]:
    with serving() as script:
        yield script


@pytest.fixture
def service(script: Script) -> GeminiService:
    return GeminiService(Credentials(token="mock-token"), script.url, timeout=5)


def model(state: str, **task: Any) -> Said:
    return ok({"name": NAME, "state": state, "tuningTask": task})


def operation(**fields: Any) -> Said:
    metadata = {"@type": META, "tunedModel": NAME, "totalSteps": 19, "completedSteps": 1}
    return ok({"operations": [{"name": OPERATION, "metadata": metadata, **fields}]})


def answer(text: str, finish: str = "STOP") -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": finish}]}


def test_what_is_ordered_is_what_is_sent(script: Script, service: GeminiService) -> None:
    script.say(ok({"name": OPERATION}))
    chosen = Hyperparameters(epochs=3, batch_size=2, learning_rate=0.5)
    order = Order(
        display_name="Ünïcode", base_model="models/tiny", channel="C1", hyperparameters=chosen
    )
    service.start("cat", order, [Example("1,000", "1,001"), Example(" 2", "3\n")])
    (_, path, body) = script.asked[0]
    assert "tunedModelId=cat" in path
    task = json.loads(body)["tuningTask"]
    assert json.loads(body)["displayName"] == "Ünïcode"
    assert task["hyperparameters"] == {"epochCount": 3, "batchSize": 2, "learningRate": 0.5}
    assert task["trainingData"]["examples"]["examples"] == [
        {"textInput": "1,000", "output": "1,001"},
        {"textInput": " 2", "output": "3\n"},
    ]


def test_only_models_that_can_be_tuned_are_base_models_also_of_later_pages(
    script: Script, service: GeminiService
) -> None:
    can = {"supportedGenerationMethods": ["createTunedModel"], "inputTokenLimit": 512}
    first = {"models": [{"name": "models/a"}, {"name": "models/b", **can}], "nextPageToken": "2"}
    script.say(ok(first), ok({"models": [{"name": "models/c", "displayName": "C", **can}]}))
    found = service.base_models()
    assert [(it.name, it.display_name, it.input_tokens) for it in found] == [
        ("models/b", "b", 512),
        ("models/c", "C", 512),
    ]


def test_a_job_is_queued_until_the_service_begins(script: Script, service: GeminiService) -> None:
    script.say(model("CREATING"), to=NAME)
    script.say(operation(), to="/operations")
    status = service.status("cat")
    assert (status.state, status.total_steps) == (JobState.QUEUED, 19)
    assert status.started is None
    script.say(model("CREATING", startTime=TIME), to=NAME)
    status = service.status("cat")
    assert status.state is JobState.TUNING
    assert status.started == datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)
    assert type(status.started) is datetime


def test_a_step_of_epoch_nought_has_its_epoch(script: Script, service: GeminiService) -> None:
    script.say(model("CREATING", startTime=TIME, snapshots=[STEP]), to=NAME)
    script.say(operation(), to="/operations")
    (snapshot,) = service.status("cat").snapshots
    assert (snapshot.step, snapshot.epoch, snapshot.mean_loss) == (1, 0, 4.5)


def test_a_model_with_a_learning_rate_multiplier_can_be_read(
    script: Script, service: GeminiService
) -> None:
    script.say(model("ACTIVE", hyperparameters={"learningRateMultiplier": 1.0}))
    assert service.status("cat").state is JobState.READY


def test_an_operation_with_an_unknown_field_costs_only_what_it_alone_knows(
    script: Script, service: GeminiService
) -> None:
    script.say(model("CREATING", startTime=TIME, snapshots=[STEP]), to=NAME)
    script.say(operation(fromTheFuture=1), to="/operations")
    status = service.status("cat")
    assert (status.state, status.completed_steps) == (JobState.TUNING, 1)
    assert status.total_steps == 0


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        ({"code": 1, "message": "cancelled"}, JobState.CANCELLED, ""),
        ({"code": 3, "message": "Bad row, see https://x.test"}, JobState.FAILED, "Bad row, see …"),
        ({"code": 13}, JobState.FAILED, "Tuning failed, and the tuning service does not say why."),
    ],
)
def test_how_tuning_ended_early_is_told(
    script: Script, service: GeminiService, error: Any, state: JobState, reason: str
) -> None:
    script.say(model("FAILED", startTime=TIME, completeTime=TIME), to=NAME)
    script.say(operation(done=True, error=error), to="/operations")
    status = service.status("cat")
    assert (status.state, status.reason) == (state, reason)
    assert status.finished


def test_a_failed_model_without_an_operation_has_failed(
    script: Script, service: GeminiService
) -> None:
    script.say(model("FAILED"), to=NAME)
    script.say(failed(404, "NOT_FOUND"), to="/operations")
    assert service.status("cat").state is JobState.FAILED


def test_cancelling_goes_to_v1_where_v1beta_does_not_know_it(
    script: Script, service: GeminiService
) -> None:
    script.say(operation(), to="/operations")
    script.say(failed(404, "NOT_FOUND"), to=f"/v1beta/{OPERATION}:cancel")
    script.say(ok({}), to=f"/v1/{OPERATION}:cancel")
    service.cancel("cat")
    assert script.paths()[-1] == f"/v1/{OPERATION}:cancel"


def test_what_is_done_already_is_not_cancelled(script: Script, service: GeminiService) -> None:
    script.say(operation(done=True), to="/operations")
    service.cancel("cat")
    assert len(script.asked) == 1


def test_cancelling_that_comes_too_late_is_success(script: Script, service: GeminiService) -> None:
    script.say(operation(), to="/operations")
    script.say(failed(400, "FAILED_PRECONDITION"), to=":cancel")
    script.say(model("ACTIVE"), to=NAME)
    service.cancel("cat")


def test_a_service_that_can_not_cancel_says_so(script: Script, service: GeminiService) -> None:
    script.say(operation(), to="/operations")
    script.say(failed(404, "NOT_FOUND"), to=":cancel")
    script.say(model("CREATING"), to=NAME)
    with pytest.raises(ServiceRefused, match="does not let this be stopped"):
        service.cancel("cat")


def test_a_question_has_only_the_settings_that_were_chosen(
    script: Script, service: GeminiService
) -> None:
    script.say(ok(answer("IV")))
    service.ask("cat", Question(text="III"))
    sampling = Sampling(temperature=0.0, top_p=0.5, top_k=3)
    service.ask("cat", Question(text="III", sampling=sampling, max_tokens=9))
    plain, chosen = (json.loads(body)["generationConfig"] for _, _, body in script.asked)
    assert plain == {}
    assert chosen == {"temperature": 0.0, "topP": 0.5, "topK": 3, "maxOutputTokens": 9}


@pytest.mark.filterwarnings("ignore:Unrecognized FinishReason")
@pytest.mark.parametrize(
    ("reply", "text", "why"),
    [
        (answer("IV"), "IV", ""),
        (answer("IV", "MAX_TOKENS"), "IV", "greatest length"),
        (answer("", "SAFETY"), "", "safety"),
        (answer(""), "", "nothing"),
        ({"candidates": [{"finishReason": 99}]}, "", "does not say why"),
        ({"promptFeedback": {"blockReason": "SAFETY"}}, "", "did not take the question"),
        ({}, "", "nothing"),
    ],
)
def test_an_answer_that_is_missing_or_cut_off_says_why(
    script: Script, service: GeminiService, reply: Any, text: str, why: str
) -> None:
    script.say(ok(reply), to=":generateContent")
    script.say(ok([reply]), to=":streamGenerateContent")
    whole = service.ask("cat", Question(text="III"))
    pieces = list(service.ask_in_pieces("cat", Question(text="III")))
    for said in (whole, Answer(text="".join(it.text for it in pieces), why=pieces[-1].why)):
        assert said.text == text
        assert why in said.why
        assert bool(said.why) == bool(why)


def test_an_answer_comes_in_pieces(script: Script, service: GeminiService) -> None:
    script.say(ok([answer("I", ""), answer('V "{[', ""), answer("!")]))
    pieces = service.ask_in_pieces("cat", Question(text="III"))
    assert [it.text for it in pieces] == ["I", 'V "{[', "!"]


@pytest.mark.parametrize(
    "said",
    [
        failed(404, "NOT_FOUND"),
        failed(501, "UNIMPLEMENTED"),
        Said(429, b'[{"error": {"code": 429, "message": "Slow down."}}]'),
        Said(200, json.dumps(answer("no array")).encode()),
        Said(200, b"data: {}\n\n", "text/event-stream"),
        Said(200, b"["),
    ],
    ids=["404", "501", "429-list", "no-array", "sse", "half"],
)
def test_where_streaming_does_not_work_the_whole_answer_comes_at_once(
    script: Script, service: GeminiService, said: Said
) -> None:
    script.say(said, to=":streamGenerateContent")
    script.say(ok(answer("IV")), to=":generateContent")
    assert list(service.ask_in_pieces("cat", Question(text="III"))) == [Answer(text="IV")]


def test_a_stream_that_breaks_off_is_not_taken_for_a_whole_answer(
    script: Script, service: GeminiService
) -> None:
    half = json.dumps([answer("I", ""), answer("V")])[:-60].encode()
    script.say(Said(200, half))
    pieces = service.ask_in_pieces("cat", Question(text="III"))
    assert next(pieces).text == "I"
    with pytest.raises(TuningUnavailable, match="broke off"):
        next(pieces)


def test_what_follows_the_end_of_a_stream_does_no_harm(
    script: Script, service: GeminiService
) -> None:
    script.say(Said(200, json.dumps([answer("IV")]).encode() + b"\n"))
    assert list(service.ask_in_pieces("cat", Question(text="III"))) == [Answer(text="IV")]


def test_what_the_checker_lets_pass_fits_in_a_request(
    script: Script, service: GeminiService
) -> None:
    most = service.limits.request_bytes
    assert most
    script.say(ok({"name": OPERATION}))
    for text in ("a", "é", "😀", '"\n', "x" * 500):
        examples = [Example(text, text)] * 40
        service.start("cat", ORDER, examples)
        sent = len(script.asked[-1][2])
        texts = Column("text", [text] * 40)
        size = 1_000 + size_of(Batch([1] * 40, texts, texts))
        assert sent <= size <= 1.1 * sent + 1_000
