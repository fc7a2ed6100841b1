"""Questions and answers as the Gemini API's messages."""

import google.ai.generativelanguage as glm

from bot.domain import Answer, Question
from bot.tuning.stops import NOTHING, why_blocked, why_it_stops


def question_request(model: str, question: Question) -> glm.GenerateContentRequest:
    """Say what to ask; *model* is the service's whole name."""
    settings = glm.GenerationConfig(
        temperature=question.sampling.temperature,
        top_p=question.sampling.top_p,
        top_k=question.sampling.top_k,
        max_output_tokens=question.max_tokens,
        candidate_count=question.candidates if question.candidates > 1 else None,
    )
    contents = [glm.Content(role="user", parts=[glm.Part(text=question.text)])]
    return glm.GenerateContentRequest(model=model, contents=contents, generation_config=settings)


def piece(response: glm.GenerateContentResponse) -> Answer:
    """Return what one response says; *why* is empty unless it ends there for a reason."""
    if response.candidates:
        first, *others = response.candidates
        why = why_it_stops(_name(first.finish_reason))
        more = tuple(text for it in others if (text := _text(it)))
        return Answer(text=_text(first), why=why, others=more)
    if blocked := response.prompt_feedback.block_reason:
        return Answer(text="", why=why_blocked(_name(blocked)))
    return Answer(text="")


def _name(reason: object) -> str:
    """Return an enumeration's name; a number that its client does not know has none."""
    return str(getattr(reason, "name", reason))


def _text(candidate: glm.Candidate) -> str:
    return "".join(part.text for part in candidate.content.parts)


def is_last(response: glm.GenerateContentResponse) -> bool:
    return not response.candidates or bool(response.candidates[0].finish_reason)


def answer(response: glm.GenerateContentResponse) -> Answer:
    whole = piece(response)
    return whole if whole.text or whole.why else Answer(text="", why=NOTHING)
