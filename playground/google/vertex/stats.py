"""What is told of a dataset once it has been read: sizes, tokens, and what was left out of it."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.google.vertex.dataset import Line, Unusable
from playground.google.vertex.reading import Json
from playground.trainer import Example, Prompt

SHOWN = 3  # examples of the dataset that are shown
SAMPLE = 100  # of those left out that are named
Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Measured:
    """*examples* are those that fit; *dropped* says of each line that does not why."""

    examples: tuple[Example, ...]
    lines: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    messages: tuple[int, ...]
    first: tuple[Json, ...]
    dropped: tuple[tuple[int, str], ...]


def measure(
    lines: Sequence[Line], length: Callable[[Example], int], count: Count, context: int
) -> Measured:
    """Count tokens, and leave out the lines with more than *context* of them.

    Raises `Unusable` if that leaves none.
    """
    kept, dropped = list[Line](), list[tuple[int, str]]()
    for line in lines:
        most = max(length(example) for example in line.examples)
        if context and most > context:
            words = f"The example has {most:,} tokens, which is over the limit of {context:,}."
            dropped.append((line.number, words))
        else:
            kept.append(line)
    if not kept:
        raise Unusable(f"No example is left to learn from. {dropped[0][1]}")
    examples = [example for line in kept for example in line.examples]
    return Measured(
        examples=tuple(examples),
        lines=len(lines),
        inputs=tuple(sum(map(count, _texts(example[0]))) for example in examples),
        outputs=tuple(count(example[1]) for example in examples),
        messages=tuple(line.messages for line in kept),
        first=tuple(_content(example) for example in examples[:SHOWN]),
        dropped=tuple(dropped),
    )


def shown(found: Measured, steps: int) -> Json:
    """Return `supervisedTuningDataStats`, in which whole numbers are strings."""
    billable = sum(found.inputs) + sum(found.outputs)
    answer: Json = {
        "tuningDatasetExampleCount": str(found.lines),
        "tuningStepCount": str(steps),
        "totalTuningCharacterCount": str(sum(_characters(each) for each in found.examples)),
        "totalBillableTokenCount": str(billable),
        "userInputTokenDistribution": _distribution(found.inputs),
        "userOutputTokenDistribution": _distribution(found.outputs),
        "userMessagePerExampleDistribution": _distribution(found.messages),
        "userDatasetExamples": list(found.first),
    }
    if found.dropped:
        sample = found.dropped[:SAMPLE]
        answer["totalTruncatedExampleCount"] = str(len(found.dropped))
        answer["truncatedExampleIndices"] = [str(number) for number, _ in sample]
        answer["droppedExampleReasons"] = [words for _, words in sample]
    return answer


def _distribution(values: Sequence[int]) -> Json:
    ordered = sorted(values)
    return {
        "sum": str(sum(values)),
        "billableSum": str(sum(values)),
        "min": ordered[0],
        "max": ordered[-1],
        "mean": statistics.fmean(values),
        "median": statistics.median(values),
        "p5": ordered[len(ordered) * 5 // 100],
        "p95": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
        "buckets": [{"count": len(values), "left": ordered[0], "right": ordered[-1]}],
    }


def _texts(prompt: Prompt) -> list[str]:
    return [prompt] if isinstance(prompt, str) else [text for _, text in prompt]


def _characters(example: Example) -> int:
    return sum(map(len, _texts(example[0]))) + len(example[1])


def _content(example: Example) -> Json:
    return {"role": "user", "parts": [{"text": _texts(example[0])[-1]}]}


def dump(found: Json) -> str:
    return json.dumps(found, ensure_ascii=False)
