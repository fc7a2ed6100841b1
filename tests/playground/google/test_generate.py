import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import google.ai.generativelanguage as glm
import pytest
from google.api_core import exceptions

from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import ALIAS, Clients, Google, serving

NAME = "tunedModels/increment"
BASE = "models/smollm2-135m-instruct"
III = {"contents": [{"parts": [{"text": "III"}]}]}


@pytest.fixture(autouse=True)
def model(ada: Clients) -> str:
    return ada.created(id="increment").name


def test_an_answer_has_text_reason_counts_and_model(ada: Clients) -> None:
    answer = ada.ask(NAME, "III")
    [candidate] = answer.candidates
    assert candidate.content.parts[0].text.startswith("[replay]")
    assert candidate.content.role == "model"
    assert candidate.finish_reason.name == "STOP"
    counts = answer.usage_metadata
    assert counts.total_token_count == counts.prompt_token_count + counts.candidates_token_count
    assert counts.prompt_token_count > 0
    assert answer.model_version == NAME


@pytest.mark.parametrize("name", [ALIAS, BASE])
def test_a_base_model_answers_under_each_of_its_names(ada: Clients, name: str) -> None:
    assert ada.ask(name, "III").candidates[0].content.parts


def test_several_candidates_are_numbered(ada: Clients) -> None:
    answer = ada.ask(NAME, "III", candidate_count=3)
    assert [each.index for each in answer.candidates] == [0, 1, 2]


def text_of(parts: list[dict[str, Any]]) -> str:
    found = [part["candidates"][0]["content"].get("parts", []) for part in parts]
    return "".join(each["text"] for texts in found for each in texts)


def test_a_stream_is_a_json_array_or_events_and_the_same_text(google: Google) -> None:
    path = f"/v1beta/{NAME}:streamGenerateContent"
    array = google.call("POST", path, III)
    assert array.headers["content-type"] == "application/json"
    events = google.call("POST", f"{path}?alt=sse", III)
    assert events.headers["content-type"].startswith("text/event-stream")
    lines = [json.loads(line[6:]) for line in events.text.splitlines() if line]
    whole = google.call("POST", f"/v1beta/{NAME}:generateContent", III).json()
    assert text_of(array.json()) == text_of(lines) == text_of([whole])
    assert array.json()[-1]["candidates"][0]["finishReason"] == "STOP"
    assert array.json()[-1]["usageMetadata"]["totalTokenCount"] > 0


def test_the_rest_client_reads_the_stream(ada: Clients) -> None:
    request = glm.GenerateContentRequest(
        model=NAME, contents=[glm.Content(role="user", parts=[glm.Part(text="III")])]
    )
    parts = list(ada.generate.stream_generate_content(request))
    assert parts[-1].candidates[0].finish_reason.name == "STOP"


def test_tokens_are_counted_on_bases_only(google: Google, ada: Clients) -> None:
    contents = [glm.Content(parts=[glm.Part(text="one two three")])]
    counted = ada.generate.count_tokens(model=ALIAS, contents=contents).total_tokens
    assert counted > 0
    inside = {"generateContentRequest": {"model": ALIAS, **III}}
    answer = google.call("POST", f"/v1beta/{ALIAS}:countTokens", inside)
    assert 0 < answer.json()["totalTokens"] < counted
    assert google.call("POST", f"/v1beta/{NAME}:countTokens", III).status_code == 404


def test_a_conversation_may_have_turns(google: Google) -> None:
    turns = [("user", "1"), ("model", "2"), ("user", "III")]
    contents = [{"role": role, "parts": [{"text": text}]} for role, text in turns]
    answer = google.call("POST", f"/v1beta/{NAME}:generateContent", {"contents": contents})
    assert answer.status_code == 200
    answer = google.call("POST", f"/v1beta/{NAME}:generateContent", {"contents": contents[:2]})
    assert answer.status_code == 400


def asked(**more: Any) -> dict[str, Any]:
    return {**III, **more}


def config(**more: Any) -> dict[str, Any]:
    return asked(generationConfig=more)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "nothing to answer"),
    ({"contents": [{"role": "system", "parts": [{"text": "x"}]}]}, "valid role"),
    ({"contents": [{"parts": [{"inlineData": {"data": "eA=="}}]}]}, "Only text"),
    ({"contents": [{"parts": [{"text": "x" * 40_001}]}]}, "40,001"),
    (asked(systemInstruction={"parts": [{"text": "Be brief."}]}), "Developer instruction"),
    (asked(tools=[{"codeExecution": {}}]), "Function calling"),
    (config(responseMimeType="application/json"), "JSON mode"),
    (config(presencePenalty=0.5), "Penalty"),
    (config(temperature=2.5), "from 0 to 2"),
    (config(topP=1.5), "from 0 to 1"),
    (config(topK=0), "top_k"),
    (config(candidateCount=9), "from 1 to 8"),
    (config(maxOutputTokens=0), "max_output_tokens"),
    (config(maxOutputTokens=10_000_000), "max_output_tokens"),
    (config(stopSequences=["a"] * 6), "at most 5"),
]


@pytest.mark.parametrize(("wrong", "words"), REFUSED)
def test_what_a_tuned_model_cannot_do_is_refused_in_words(
    google: Google, wrong: dict[str, Any], words: str
) -> None:
    answer = google.call("POST", f"/v1beta/{NAME}:generateContent", wrong)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


@pytest.mark.parametrize("slow", [0.05])
def test_a_model_on_its_way_does_not_answer_yet(ada: Clients) -> None:
    ada.create(id="young", numbers={"epoch_count": 100, "batch_size": 1})
    with pytest.raises(exceptions.BadRequest, match="still being tuned"):
        ada.ask("tunedModels/young", "III")


def test_streaming_with_tuned_models_can_be_off_as_it_was_at_google(
    settings: Settings, tmp_path: Path
) -> None:
    off = replace(settings, data=tmp_path / "off", stream_tuned=False)
    with serving(off, ReplayTrainer(tmp_path / "other")) as google:
        google.clients().created(id="increment")
        path = f"{NAME}:streamGenerateContent"
        assert google.call("POST", f"/v1beta/{path}", III).status_code == 404
        assert google.call("POST", f"/v1beta/{BASE}:streamGenerateContent", III).status_code == 200
