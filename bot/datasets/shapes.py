"""The shapes that a JSON object with an example has: two fields, or a conversation.

A conversation is an example if somebody asks once and the model answers once. Its columns are
then called by the roles: `user` and `assistant` (`messages`, as OpenAI's chat models learn from)
or `user` and `model` (`contents`, as Vertex AI's do). An example has no place for a system
message; it stands before the question then, with a blank line between, so that nothing is lost.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from bot.datasets.columns import Pair, find_pair
from bot.datasets.findings import Code, Findings, kind_of
from bot.datasets.rows import Row

SYSTEM = {"system", "developer"}


class Wrong(Exception):  # noqa: N818 - says what is the matter, as the errors for people do
    """A conversation that is no example."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


class Shape(NamedTuple):
    """A reader takes two *fields* of an object; *columns* is what they are called then."""

    fields: Pair
    columns: Pair
    unpack: "Callable[[Any, Any, Pair], tuple[Any, Any]] | None" = None

    def rows(self, rows: Iterator[Row], findings: Findings) -> Iterator[Row]:
        return self._unpacked(rows, findings) if self.unpack else rows

    def _unpacked(self, rows: Iterator[Row], findings: Findings) -> Iterator[Row]:
        assert self.unpack  # noqa: S101 - asked before
        for line, first, second in rows:
            try:
                yield line, *self.unpack(first, second, self.columns)
            except Wrong as error:
                findings.add(error.code, str(error), line)


def find_shape(names: Sequence[str], chosen: Pair | None = None) -> Shape | None:
    if pair := find_pair(names, chosen):
        return Shape(pair, pair)
    if chosen:
        return None
    if "messages" in names:
        return Shape(Pair("messages", "messages"), Pair("user", "assistant"), _messages)
    if "contents" in names:
        system = next((it for it in ("systemInstruction", "system_instruction") if it in names), "")
        return Shape(Pair("contents", system), Pair("user", "model"), _contents)
    return None


def _messages(messages: Any, _: Any, roles: Pair) -> tuple[Any, Any]:
    turns = _turns(messages, "messages")
    system = [_text(it.get("content")) for it in turns if it.get("role") in SYSTEM]
    rest = [(it.get("role"), it.get("content")) for it in turns if it.get("role") not in SYSTEM]
    return _pair(system, rest, roles)


def _contents(contents: Any, system: Any, roles: Pair) -> tuple[Any, Any]:
    turns = _turns(contents, "contents")
    before = [_text(system.get("parts") if isinstance(system, dict) else system)] if system else []
    return _pair(before, [(it.get("role", "user"), it.get("parts")) for it in turns], roles)


def _turns(value: Any, name: str) -> list[dict[str, Any]]:
    if value is None:
        raise Wrong(Code.MISSING_FIELD, f"The row has no `{name}`. Fill it in.")
    turns = cast("list[Any]", value) if isinstance(value, list) else [value]
    for turn in turns:
        if value is turn or not isinstance(turn, dict):
            words = f"`{name}` is {kind_of(value)}" if value is turn else f"A turn of `{name}` is"
            ending = "" if value is turn else f" {kind_of(turn)}"
            raise Wrong(Code.NOT_TEXT, f"{words}{ending}. Write a list of objects with a `role`.")
    return turns


def _pair(system: list[Any], turns: list[tuple[Any, Any]], roles: Pair) -> tuple[Any, Any]:
    """Return question and answer; None where there is none."""
    spoken = [role for role, _ in turns]
    if spoken not in (list(roles), [roles.input], [roles.output], []):
        words = (
            f"The conversation has {len(turns)} turns. "
            f"Write one of `{roles.input}` and then one of `{roles.output}` in each row."
        )
        raise Wrong(Code.MULTI_TURN, words)
    said = {role: _text(content) for role, content in turns}
    question = said.get(roles.input)
    if isinstance(question, str) and all(isinstance(it, str) for it in system):
        question = "\n\n".join([*filter(None, system), question])
    return question, said.get(roles.output)


def _text(content: Any) -> Any:
    """Join the parts of a text; what is none comes back as it is."""
    if not isinstance(content, list):
        return content
    parts: list[Any] = [
        cast("dict[str, Any]", it).get("text") if isinstance(it, dict) else it
        for it in cast("list[Any]", content)
    ]
    if parts and all(isinstance(it, str) for it in parts):
        return "".join(parts)
    return cast("Any", content) if parts else None
