"""Questions and answers as the Gemini API's messages."""

import google.ai.generativelanguage as glm

from bot.domain import Answer, Question

STOPPED = "The service stopped the answer, and does not say why."
NOTHING = "The model answered with nothing."
# Why an answer is missing or stops short, by finishReason; nothing to say about STOP.
WHY_IT_STOPS = {
    0: "",
    1: "",
    2: "The answer stops here: it has reached its greatest length.",
    3: "The service withheld the answer for safety.",
    4: "The service withheld the answer: it repeats a source word by word.",
    6: "The service withheld the answer: it does not support this language.",
    7: "The service withheld the answer: it has forbidden words.",
    8: "The service withheld the answer: its content is prohibited.",
    9: "The service withheld the answer: it has personal data.",
}
BLOCKED = "The service did not take the question: {}."
WHY_BLOCKED = {
    1: "it was blocked for safety",
    3: "it has forbidden words",
    4: "its content is prohibited",
}


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
        why = WHY_IT_STOPS.get(int(first.finish_reason), STOPPED)
        more = tuple(text for it in others if (text := _text(it)))
        return Answer(text=_text(first), why=why, others=more)
    if blocked := int(response.prompt_feedback.block_reason):
        why = WHY_BLOCKED.get(blocked, "it does not say why")
        return Answer(text="", why=BLOCKED.format(why))
    return Answer(text="")


def _text(candidate: glm.Candidate) -> str:
    return "".join(part.text for part in candidate.content.parts)


def is_last(response: glm.GenerateContentResponse) -> bool:
    return not response.candidates or bool(response.candidates[0].finish_reason)


def answer(response: glm.GenerateContentResponse) -> Answer:
    whole = piece(response)
    return whole if whole.text or whole.why else Answer(text="", why=NOTHING)
