"""What people allow Tuner to do at Google, in words."""

from collections.abc import Iterable

# What is there only to know whose account it is; Google spells some of them in two ways.
IDENTITY = {"openid", "email", "profile"}
WORDS = {
    "generative-language.tuning": "tune models",
    "generative-language.retriever": "ask tuned models",
    "cloud-platform": "use Google Cloud",
    "spreadsheets.readonly": "read your sheets",
}
# The boxes that people tick at Google, by what they are about: their words may change.
BOXES = {
    "generative-language.tuning": "about your tuned models",
    "generative-language.retriever": "about semantic retrieval",
    "cloud-platform": "about your Google Cloud data",
    "spreadsheets.readonly": "about your spreadsheets",
}


def is_identity(scope: str) -> bool:
    return scope in IDENTITY or "/userinfo." in scope


def in_words(scopes: Iterable[str]) -> str:
    """Say what Tuner may do; that it may know whose account it is goes without saying."""
    return _and(WORDS.get(it, f"use {it}") for it in _short(scopes))


def boxes(scopes: Iterable[str]) -> str:
    """Say which boxes at Google these are."""
    return _and(BOXES.get(it, f"about {it}") for it in _short(scopes))


def _short(scopes: Iterable[str]) -> list[str]:
    return [it.rsplit("/", 1)[-1] for it in scopes if not is_identity(it)]


def _and(words: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(words))
