"""What is shown as code: each text is read by what it is written for."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Hyperparameters, Question, Sampling
from handlers.views import code
from handlers.views.code import Language
from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests import make
from tests.playground.google.local import ALIAS, Google, serving

PYTHON = [Language.GENERATIVEAI, Language.GENAI]
NASTY = '"); import os; os._exit(1)  # \'\'\' """ \\ \n JSON\n$(rm) `x` {a}'
FULL = make.order(
    display_name=NASTY[:40],
    description=NASTY,
    base_model=ALIAS,
    hyperparameters=Hyperparameters(epochs=2, batch_size=4, learning_rate=0.002),
    sampling=Sampling(temperature=0.5, top_p=0.9, top_k=20),
)
BY_MULTIPLIER = make.order(
    base_model=ALIAS, hyperparameters=Hyperparameters(epochs=2, learning_rate_multiplier=1.5)
)
FURTHER = make.order(base_model="tunedModels/tuner-cat")
ASKED = Question(
    text=NASTY, sampling=Sampling(temperature=0.5, top_p=0.9, top_k=20), max_tokens=50, candidates=2
)


def literals(text: str) -> set[object]:
    return {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}


def body(text: str) -> Any:
    """Return what curl would send."""
    _, _, quoted = text.partition("<<'JSON'\n")
    return json.loads(quoted.rpartition("\nJSON\n")[0])


@pytest.mark.parametrize("language", PYTHON)
@pytest.mark.parametrize("order", [FULL, BY_MULTIPLIER, FURTHER, make.order()])
def test_what_tunes_is_python_with_all_that_was_chosen(language: Language, order: Any) -> None:
    known = literals(code.tune(order, language))

    assert {order.display_name, order.hyperparameters.epochs} <= known
    if language is Language.GENERATIVEAI:
        assert order.base_model in known
        assert order.hyperparameters.batch_size in known
        assert order.sampling.temperature in {*known, None}


@pytest.mark.parametrize("language", PYTHON)
@pytest.mark.parametrize("question", [ASKED, Question(text="III")])
def test_what_asks_is_python_with_all_that_was_chosen(
    language: Language, question: Question
) -> None:
    known = literals(code.ask("tuner-cat", question, language))

    assert {"tunedModels/tuner-cat", question.text} <= known
    assert {question.max_tokens, question.sampling.top_k} <= {*known, None}


@given(st.text(max_size=200))
def test_no_name_and_no_question_becomes_code(text: str) -> None:
    order = make.order(display_name=text, description=text, base_model=text)
    plain = make.order(display_name="x", description="x" if text else "", base_model="x")
    for language in PYTHON:
        ours = ast.parse(code.tune(order, language))
        theirs = ast.parse(code.tune(plain, language))
        assert len(list(ast.walk(ours))) == len(list(ast.walk(theirs)))
        assert text in literals(code.ask("tuner-cat", Question(text=text), language))
    assert body(code.tune(order, Language.CURL))["displayName"] == text


def test_curl_says_the_same_in_json() -> None:
    assert body(code.ask("tuner-cat", ASKED, Language.CURL)) == {
        "contents": [{"role": "user", "parts": [{"text": NASTY}]}],
        "generationConfig": {
            "temperature": 0.5,
            "topP": 0.9,
            "topK": 20,
            "maxOutputTokens": 50,
            "candidateCount": 2,
        },
    }
    sent = body(code.tune(FURTHER, Language.CURL))
    assert sent["tunedModelSource"] == {"tunedModel": "tunedModels/tuner-cat"}
    assert "baseModel" not in sent


@pytest.mark.parametrize("language", Language)
def test_a_question_that_is_too_long_to_show_says_where_it_goes(language: Language) -> None:
    shown = code.ask("tuner-cat", Question(text="x" * 40_000), language)

    assert code.TOO_LONG in shown
    assert len(shown) < code.LONGEST


def ran(text: str, google: Google, folder: Path, *command: str) -> str:
    """Run what is shown, as somebody would who has a key and a file."""
    (folder / "examples.csv").write_text("text_input,output\n1,2\n3,4\nseven,eight\n", "utf-8")
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    keys = {"GEMINI_API_KEY": google.service.api_key, "TUNING_URL": google.url}
    done = subprocess.run(
        command,
        input=text,
        env=known | keys,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_local_service_does_what_the_shown_code_asks_of_it(tmp_path: Path) -> None:
    how = (sys.executable, "-W", "ignore", "-")
    trainer = ReplayTrainer(tmp_path / "trainer", step_seconds=0.01)
    with serving(Settings(data=tmp_path / "google"), trainer) as google:
        made = ran(code.tune(FULL, Language.GENERATIVEAI), google, tmp_path, *how)
        multiplied = ran(code.tune(BY_MULTIPLIER, Language.GENERATIVEAI), google, tmp_path, *how)
        model = multiplied.removeprefix("tunedModels/")
        question = Question(text="III", sampling=Sampling(temperature=0.0), max_tokens=5)
        said = ran(code.ask(model, question, Language.GENERATIVEAI), google, tmp_path, *how)
        curled = ran(code.ask(model, question, Language.CURL), google, tmp_path, "sh")
        created = ran(code.tune(FULL, Language.CURL), google, tmp_path, "sh")
    trainer.close()

    assert made.startswith("tunedModels/")
    assert said
    assert said in json.loads(curled)["candidates"][0]["content"]["parts"][0]["text"]
    assert "/operations/" in json.loads(created)["name"]
