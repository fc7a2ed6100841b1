"""How models at Vertex AI are asked."""

import json
from typing import Any

import pytest

from bot.domain import (
    Answer,
    Question,
    Sampling,
)
from bot.errors import ServiceRefused, TuningUnavailable
from bot.tuning.vertex import VertexService
from tests.bot.tuning.servers import Script, failed, ok
from tests.bot.tuning.vertex.script import (
    ENDPOINT,
    HOME,
    READY,
    TUNED,
    body,
    job,
    jobs,
    said,
    sse,
)


def test_a_model_is_asked_where_it_is_served(script: Script, service: VertexService) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(ok(said("4", finishReason="STOP")), to=":generateContent")
    asked = Question(
        text="3", sampling=Sampling(temperature=0.5), max_tokens=9, system_instruction="Count."
    )

    assert service.ask("cat", asked) == Answer(text="4")
    assert service.ask_base("gemini-3.1-flash-lite", asked) == Answer(text="4")

    base = "projects/acme/locations/us/publishers/google/models/gemini-3.1-flash-lite"
    assert script.paths()[1:] == [f"/v1beta1/{it}:generateContent" for it in (ENDPOINT, base)]
    sent = json.loads(script.asked[-1][2])
    assert sent["generationConfig"] == {"temperature": 0.5, "maxOutputTokens": 9}
    assert sent["systemInstruction"]["parts"] == [{"text": "Count."}]


def test_the_checkpoint_that_was_chosen_answers(script: Script, service: VertexService) -> None:
    other = "projects/271828/locations/us/endpoints/8"
    checkpoints = [
        {"checkpointId": "1", "epoch": "1", "step": "5", "endpoint": other},
        {"checkpointId": "2", "epoch": "2", "step": "10", "endpoint": ENDPOINT},
    ]
    made = READY | {"tunedModel": TUNED | {"checkpoints": checkpoints}}
    model = {"name": f"{HOME}/models/5", "displayName": "Cat", "defaultCheckpointId": "1"}
    script.say(jobs(job(**made)), to="/tuningJobs")
    script.say(ok(model), to="/models/")
    script.say(ok(said("4")), to=":generateContent")

    assert service.use_checkpoint("cat", "1").checkpoint == "1"
    service.ask("cat", Question(text="3"))

    assert body(script, "PATCH", "/models/5") == {"defaultCheckpointId": "1"}
    assert script.paths()[-1] == f"/v1beta1/{other}:generateContent"
    with pytest.raises(ServiceRefused, match=r"no checkpoint 7\. It has 1, 2"):
        service.use_checkpoint("cat", "7")


def test_an_answer_comes_in_pieces(script: Script, service: VertexService) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(sse(said("fo"), said("ur", finishReason="MAX_TOKENS")), to=":streamGenerateContent")
    pieces = list(service.ask_in_pieces("cat", Question(text="3")))
    assert [it.text for it in pieces] == ["fo", "ur"]
    assert "greatest length" in pieces[-1].why


def test_an_answer_that_breaks_off_says_so(script: Script, service: VertexService) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    broken = {"error": {"code": 503, "message": "No.", "status": "UNAVAILABLE"}}
    script.say(sse(said("fo"), broken), to=":streamGenerateContent")
    pieces = service.ask_in_pieces("cat", Question(text="3"))
    assert next(pieces).text == "fo"
    with pytest.raises(TuningUnavailable, match="broke off"):
        next(pieces)


def test_what_does_not_stream_is_asked_at_once(script: Script, service: VertexService) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(failed(503, "UNAVAILABLE"), to=":streamGenerateContent")
    script.say(ok(said("4")), to=":generateContent")
    assert [it.text for it in service.ask_in_pieces("cat", Question(text="3"))] == ["4"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (said("", finishReason="SAFETY"), "for safety"),
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "its content is prohibited"),
        ({"candidates": []}, "answered with nothing"),
    ],
)
def test_why_there_is_no_answer_is_told(
    script: Script, service: VertexService, told: dict[str, Any], why: str
) -> None:
    script.say(jobs(job(**READY)), to="/tuningJobs")
    script.say(ok(told), to=":generateContent")
    assert why in service.ask("cat", Question(text="3")).why
