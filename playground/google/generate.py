"""GenerativeService: answers whole and streamed, of tuned models and of bases."""

import contextlib
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from itertools import chain

import google.ai.generativelanguage as glm
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from playground.google import questions
from playground.google.errors import ApiError, invalid, not_found
from playground.google.questions import Target
from playground.google.service import Call
from playground.google.trouble import api_error
from playground.google.wire import Json, read, write
from playground.trainer import Piece, Question


def ask_base(call: Call) -> glm.GenerateContentResponse:
    return answer(call, questions.base(call))


def ask_tuned(call: Call) -> glm.GenerateContentResponse:
    return answer(call, questions.tuned(call))


def stream_base(call: Call) -> Response:
    return stream(call, questions.base(call))


def stream_tuned(call: Call) -> Response:
    if not call.service.settings.stream_tuned:
        raise not_found(f"tunedModels/{call.path['id']}:streamGenerateContent")
    return stream(call, questions.tuned(call))


def count_tokens(call: Call) -> Json:
    return count(call, questions.base(call))


def count(call: Call, target: Target) -> Json:
    """Count what would be asked, without the turns' own marks."""
    body = {name: value for name, value in call.body.items() if name != "model"}
    system = read(glm.Content, body.pop("systemInstruction", {}))
    wanted = read(glm.CountTokensRequest, body)
    inner = wanted.generate_content_request
    contents = wanted.contents or inner.contents
    text = questions.prompt(target, system if system.parts else inner.system_instruction, contents)
    counts = (call.service.trainer.count_tokens(target.base, it) for it in questions.texts(text))
    return {"totalTokens": sum(counts)}


def answer(call: Call, target: Target) -> glm.GenerateContentResponse:
    question, candidates = questions.question(call, target)
    answers = [_whole(call, question) for _ in range(candidates)]
    response = glm.GenerateContentResponse(model_version=target.name)
    for index, piece in enumerate(answers):
        response.candidates.append(_candidate(piece, index))
    prompt, answer = answers[0].prompt_tokens, sum(each.answer_tokens for each in answers)
    response.usage_metadata = _usage(prompt, answer)
    return response


def _whole(call: Call, question: Question) -> Piece:
    pieces = list(call.service.trainer.answer(question))
    last = pieces[-1]
    return Piece(
        text="".join(piece.text for piece in pieces),
        finish=last.finish,
        prompt_tokens=last.prompt_tokens,
        answer_tokens=last.answer_tokens,
    )


def _candidate(piece: Piece, index: int = 0) -> glm.Candidate:
    candidate = glm.Candidate(index=index, content=glm.Content(role="model"))
    if piece.text:
        candidate.content.parts.append(glm.Part(text=piece.text))
    if piece.finish:
        candidate.finish_reason = glm.Candidate.FinishReason[piece.finish]
    return candidate


def _usage(prompt: int, answer: int) -> glm.GenerateContentResponse.UsageMetadata:
    return glm.GenerateContentResponse.UsageMetadata(
        prompt_token_count=prompt, candidates_token_count=answer, total_token_count=prompt + answer
    )


def stream(call: Call, target: Target) -> Response:
    """Answer as a JSON array, which is what the REST client reads, or as server-sent events."""
    question, candidates = questions.question(call, target)
    if candidates > 1:
        raise invalid("A streamed answer has one candidate.", "generation_config.candidate_count")
    pieces = call.service.trainer.answer(question)
    first = next(pieces)  # before the response begins: what is refused has a status of its own
    shape = EVENTS if call.query.get("alt") == "sse" else ARRAY
    parts = _Parts(pieces, first, target.name, numbers=call.numbers)
    return StreamingResponse(_lines(parts, shape), media_type=shape.media_type)


@dataclass(frozen=True, slots=True)
class Shape:
    media_type: str
    first: str
    before: str
    after: str
    last: str


EVENTS = Shape("text/event-stream", "data: ", "data: ", "\r\n\r\n", "")
ARRAY = Shape("application/json", "[", ",\r\n", "", "]")


class _Parts:
    """The pieces of an answer as responses; a failure in the middle is the last of them."""

    def __init__(self, pieces: Iterator[Piece], first: Piece, name: str, *, numbers: bool) -> None:
        self._pieces, self._source = chain([first], pieces), pieces
        self._name, self._numbers, self._over = name, numbers, False

    def next(self) -> Json | None:
        if self._over:
            return None
        try:
            piece = next(self._pieces, None)
        except Exception as error:  # noqa: BLE001 - said in the stream, which has begun
            self._over = True
            found = error if isinstance(error, ApiError) else api_error(error)
            return found.body()
        return None if piece is None else self._shown(piece)

    def close(self) -> None:
        """Let the trainer stop, if it has not come to the end."""
        close = getattr(self._source, "close", None)
        if close:
            with contextlib.suppress(Exception):
                close()

    def _shown(self, piece: Piece) -> Json:
        response = glm.GenerateContentResponse(
            candidates=[_candidate(piece)], model_version=self._name
        )
        if piece.finish:
            response.usage_metadata = _usage(piece.prompt_tokens, piece.answer_tokens)
        return write(response, numbers=self._numbers)


async def _lines(parts: _Parts, shape: Shape) -> AsyncGenerator[str]:
    try:
        lead = shape.first
        while (part := await run_in_threadpool(parts.next)) is not None:
            yield f"{lead}{json.dumps(part, ensure_ascii=False)}{shape.after}"
            lead = shape.before
        yield shape.last
    finally:
        parts.close()
