"""What was done on Vertex AI, as code that runs elsewhere: with google-genai, in Python."""

import json
from typing import Any

from bot.domain import Order, Question, TuningJob

LONGEST = 1500  # characters of a question that are shown as they are
TOO_LONG = "…your question…"
SIZES = {1: "ONE", 2: "TWO", 4: "FOUR", 8: "EIGHT", 16: "SIXTEEN", 32: "THIRTY_TWO"}
DATA = "`examples.jsonl` lies in the bucket, with a line of `contents` for each pair."
SIGN_IN = "It needs google-genai, and signs in as `gcloud auth application-default login` says."


def ask(job: TuningJob, question: Question) -> str:
    """Return code that asks a tuned model; where it answers may be elsewhere than it was tuned."""
    text = question.text if len(question.text) <= LONGEST else TOO_LONG
    settings = _config(question)
    config = f",\n    config={_literal(settings)}" if settings else ""
    return f"""{_client(job.order)}
job = next(iter(client.tunings.list(config={{"filter": {_literal(_label(job.model_id))}}})))
endpoint = job.tuned_model.endpoint
there = genai.Client(
    enterprise=True, project={_literal(job.site.place.project)}, location=endpoint.split("/")[3]
)
answer = there.models.generate_content(
    model=endpoint,
    contents={_literal(text)}{config},
)
print(answer.text)
"""


def tune(order: Order) -> str:
    """Return code that tunes a model as *order* says."""
    given, base = order.hyperparameters, _literal(order.base_model)
    start = ""
    if order.parent:
        label = _literal(_label(order.parent))
        start = f'older = next(iter(client.tunings.list(config={{"filter": {label}}})))\n'
        base = "older.tuned_model.model"
    chosen = {
        "tuned_model_display_name": order.display_name,
        "description": order.description,
        "epoch_count": given.epochs,
        "learning_rate_multiplier": given.learning_rate_multiplier,
        "adapter_size": given.adapter_size and f"ADAPTER_SIZE_{SIZES[given.adapter_size]}",
        "pre_tuned_model_checkpoint_id": order.checkpoint,
    }
    rows = [f"        {name}={_literal(it)}," for name, it in chosen.items() if it]
    config = "\n".join(rows)
    return f"""{_client(order, types=True)}
{start}job = client.tunings.tune(
    base_model={base},
    training_dataset=types.TuningDataset(
        gcs_uri={_literal(f"gs://{order.site.place.bucket}/examples.jsonl")}
    ),
    config=types.CreateTuningJobConfig(
{config}
    ),
)
print(job.name)
"""


def _client(order: Order, *, types: bool = False) -> str:
    place = order.site.place
    more = "from google.genai import types\n" if types else ""
    return f"""from google import genai
{more}
client = genai.Client(
    enterprise=True, project={_literal(place.project)}, location={_literal(place.location)}
)
"""


def _config(question: Question) -> dict[str, Any]:
    sampling = question.sampling
    said = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "max_output_tokens": question.max_tokens,
        "candidate_count": question.candidates if question.candidates > 1 else None,
        "system_instruction": question.system_instruction or None,
    }
    return {name: it for name, it in said.items() if it is not None}


def _label(id: str) -> str:
    return f'labels.tuner-job="{id}"'


def _literal(value: Any) -> str:
    """Write a value as Python does; text in double quotes, so that no name can be code."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
