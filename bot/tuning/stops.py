"""Why a Gemini model's answer is missing or stops short, by the names that the services share."""

STOPPED = "The service stopped the answer, and does not say why."
NOTHING = "The model answered with nothing."
BLOCKED = "The service did not take the question: {}."
# By finishReason; nothing to say about STOP.
ANSWERS = {
    "": "",
    "FINISH_REASON_UNSPECIFIED": "",
    "STOP": "",
    "MAX_TOKENS": "The answer stops here: it has reached its greatest length.",
    "SAFETY": "The service withheld the answer for safety.",
    "RECITATION": "The service withheld the answer: it repeats a source word by word.",
    "LANGUAGE": "The service withheld the answer: it does not support this language.",
    "BLOCKLIST": "The service withheld the answer: it has forbidden words.",
    "PROHIBITED_CONTENT": "The service withheld the answer: its content is prohibited.",
    "SPII": "The service withheld the answer: it has personal data.",
}
# By blockReason.
QUESTIONS = {
    "SAFETY": "it was blocked for safety",
    "BLOCKLIST": "it has forbidden words",
    "PROHIBITED_CONTENT": "its content is prohibited",
    "MODEL_ARMOR": "the project's own rules forbid it",
}


def why_it_stops(reason: str) -> str:
    return ANSWERS.get(reason, STOPPED)


def why_blocked(reason: str) -> str:
    return BLOCKED.format(QUESTIONS.get(reason, "it does not say why"))
