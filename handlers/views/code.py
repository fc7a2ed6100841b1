"""What was done here, as code that runs elsewhere. Pure: one text for each language.

Whatever people entered stands in it as a literal, so no name and no question can be code.
"""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from bot.domain import Hyperparameters, Order, Question, Sampling

LONGEST = 1500  # characters of a question that are shown as they are
TOO_LONG = "…your question…"
GOOGLE = "https://generativelanguage.googleapis.com"
URL = f"""url = os.environ.get(
    "TUNING_URL", "{GOOGLE}"
)"""
ON_VERTEX = "gemini-3.1-flash-lite"  # Vertex AI has base models of its own


class Language(StrEnum):
    GENERATIVEAI = "google-generativeai"
    GENAI = "google-genai"
    CURL = "curl"

    @property
    def label(self) -> str:
        return "curl, without a library" if self is Language.CURL else f"{self.value}, Python"


def tune(order: Order, language: Language) -> str:
    """Return code that tunes a model as *order* says, from `examples.csv`."""
    return _TUNE[language](order)


def ask(model: str, question: Question, language: Language) -> str:
    """Return code that asks a tuned model; *model* is its id at the service."""
    return _ASK[language](f"tunedModels/{model}", question)


def _tune_generativeai(order: Order) -> str:
    if order.hyperparameters.learning_rate_multiplier is not None:
        return _tune_by_request(order)
    return f"""{_configured("csv", "os")}
{PAIRS}
operation = genai.create_tuned_model(
{_arguments(_tuning(order))}
    training_data=examples,
)
model = operation.result()  # waits until it is tuned
print(model.name)
"""


def _tune_by_request(order: Order) -> str:
    """Return the same with the clients below `genai`'s helpers, which know no multiplier."""
    given, task = order.hyperparameters, 'training_data={"examples": {"examples": examples}}'
    return f"""{CLIENT}
{PAIRS}
model = glm.TunedModel(
{_arguments(_named(order) | _source(order) | _sampling(order.sampling))}
    tuning_task=glm.TuningTask(
        {task},
        hyperparameters=glm.Hyperparameters(
{_arguments(_rates(given, "epoch_count", "batch_size"), 12)}
        ),
    ),
)
operation = client.create_tuned_model(glm.CreateTunedModelRequest(tuned_model=model))
print(operation.result().name)  # waits until it is tuned
"""


def _tune_genai(order: Order) -> str:
    """Return it for Vertex AI: with an API key, this package leaves the examples out."""
    given = order.hyperparameters
    config: dict[str, Any] = {"tuned_model_display_name": order.display_name}
    config |= {"description": order.description} if order.description else {}
    config |= {"epoch_count": given.epochs}
    if given.learning_rate_multiplier is not None:
        config["learning_rate_multiplier"] = given.learning_rate_multiplier
    return f"""# pip install google-genai
# This package tunes on Vertex AI: in a Google Cloud project,
# from JSON lines in Cloud Storage. Vertex AI has base models
# of its own, and chooses batch size and learning rate.
import os

from google import genai
from google.genai import types

client = genai.Client(
    vertexai=True,
    project=os.environ["GOOGLE_CLOUD_PROJECT"],
    location="us-central1",
)
job = client.tunings.tune(
    # Here it was {_literal(order.base_model)}.
    base_model={_literal(ON_VERTEX)},
    training_dataset=types.TuningDataset(
        gcs_uri="gs://YOUR-BUCKET/examples.jsonl"
    ),
    config=types.CreateTuningJobConfig(
{_arguments(config, 8)}
    ),
)
print(job.name)
"""


def _tune_curl(order: Order) -> str:
    given = order.hyperparameters
    pairs = [{"textInput": "1", "output": "2"}, {"textInput": "3", "output": "4"}]
    source: dict[str, Any] = {"baseModel": order.base_model}
    if order.starts_from_tuned:
        source = {"tunedModelSource": {"tunedModel": order.base_model}}
    body = {
        **_camel(_named(order)),
        **source,
        **_camel(_sampling(order.sampling)),
        "tuningTask": {
            "hyperparameters": _camel(_rates(given, "epoch_count", "batch_size")),
            "trainingData": {"examples": {"examples": pairs}},
        },
    }
    return f"# Put your own pairs in place of these two.\n{_curl('tunedModels', body)}"


def _ask_generativeai(model: str, question: Question) -> str:
    config = _config(question)
    how = f"\n    generation_config={_literal(config)}," if config else ""
    return f"""{_configured("os")}
model = genai.GenerativeModel({_literal(model)})
answer = model.generate_content(
    {_literal(_text(question))},{how}
)
print(answer.text)
"""


def _ask_genai(model: str, question: Question) -> str:
    config = _config(question)
    given = f"\n{_arguments(config, 8)}\n    " if config else ""
    how = f"\n    config=types.GenerateContentConfig({given})," if config else ""
    return f"""# pip install google-genai
import os

from google import genai
from google.genai import types

{URL}
client = genai.Client(
    api_key=os.environ["GEMINI_API_KEY"],
    http_options=types.HttpOptions(
        base_url=url, api_version="v1beta"
    ),
)
answer = client.models.generate_content(
    model={_literal(model)},
    contents={_literal(_text(question))},{how}
)
print(answer.text)
"""


def _ask_curl(model: str, question: Question) -> str:
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": _text(question)}]}]}
    config = _camel(_config(question))
    return _curl(
        f"{model}:generateContent", body | ({"generationConfig": config} if config else {})
    )


_TUNE: Mapping[Language, Callable[[Order], str]] = {
    Language.GENERATIVEAI: _tune_generativeai,
    Language.GENAI: _tune_genai,
    Language.CURL: _tune_curl,
}
_ASK: Mapping[Language, Callable[[str, Question], str]] = {
    Language.GENERATIVEAI: _ask_generativeai,
    Language.GENAI: _ask_genai,
    Language.CURL: _ask_curl,
}

CLIENT = f"""# pip install google-generativeai
import csv
import os

import google.ai.generativelanguage as glm

{URL}
client = glm.ModelServiceClient(
    transport="rest",
    client_options={{
        "api_key": os.environ["GEMINI_API_KEY"],
        "api_endpoint": url,
    }},
)
"""
PAIRS = """with open(
    "examples.csv", encoding="utf-8-sig", newline=""
) as file:
    examples = [
        {"text_input": row["text_input"], "output": row["output"]}
        for row in csv.DictReader(file)
    ]
"""


def _configured(*modules: str) -> str:
    imports = "\n".join(f"import {module}" for module in modules)
    return f"""# pip install google-generativeai
{imports}

import google.generativeai as genai

{URL}
genai.configure(
    api_key=os.environ["GEMINI_API_KEY"],
    transport="rest",
    client_options={{"api_endpoint": url}},
)
"""


def _tuning(order: Order) -> dict[str, Any]:
    """Return the arguments of `create_tuned_model`."""
    rates = _rates(order.hyperparameters, "epoch_count", "batch_size")
    source = {"source_model": order.base_model}
    return _named(order) | source | rates | _sampling(order.sampling)


def _named(order: Order) -> dict[str, Any]:
    described = {"description": order.description} if order.description else {}
    return {"display_name": order.display_name, **described}


def _source(order: Order) -> dict[str, Any]:
    if order.starts_from_tuned:
        return {"tuned_model_source": {"tuned_model": order.base_model}}
    return {"base_model": order.base_model}


def _rates(given: Hyperparameters, epochs: str, batch_size: str) -> dict[str, Any]:
    rate = {"learning_rate": given.learning_rate}
    if given.learning_rate_multiplier is not None:
        rate = {"learning_rate_multiplier": given.learning_rate_multiplier}
    return {epochs: given.epochs, batch_size: given.batch_size, **rate}


def _sampling(sampling: Sampling) -> dict[str, Any]:
    given = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
    }
    return {name: value for name, value in given.items() if value is not None}


def _config(question: Question) -> dict[str, Any]:
    config = _sampling(question.sampling)
    if question.max_tokens is not None:
        config["max_output_tokens"] = question.max_tokens
    if question.candidates > 1:
        config["candidate_count"] = question.candidates
    return config


def _arguments(values: Mapping[str, Any], indent: int = 4) -> str:
    """Lay out keyword arguments, one a line."""
    return "\n".join(f"{' ' * indent}{name}={_literal(it)}," for name, it in values.items())


def _literal(value: Any) -> str:
    """Write a value that both Python and JSON read the same."""
    return json.dumps(value, ensure_ascii=False)


def _text(question: Question) -> str:
    return question.text if len(question.text) <= LONGEST else TOO_LONG


def _camel(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_camel_name(name): value for name, value in values.items()}


def _camel_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _curl(path: str, body: Mapping[str, Any]) -> str:
    """Call by curl. JSON has no bare line ends in it, so no text can end the quotation early."""
    return f"""curl "${{TUNING_URL:-{GOOGLE}}}/v1beta/{path}" \\
  -H "x-goog-api-key: $GEMINI_API_KEY" \\
  -H "content-type: application/json" \\
  -d @- <<'JSON'
{json.dumps(body, indent=2, ensure_ascii=False)}
JSON
"""
