"""What people allow Tuner to do at Google, in words."""

from collections.abc import Iterable

# What is there only to know whose account it is; Google spells some of them in two ways.
IDENTITY = {"openid", "email", "profile"}
WORDS = {
    "generative-language.tuning": "tune models",
    "generative-language.retriever": "ask tuned models",
    "generative-language": "use the Gemini API",
    "cloud-platform": "use Google Cloud",
    "devstorage.read_write": "use your buckets",
    "spreadsheets.readonly": "read your sheets",
}
READS = ".readonly"
# The boxes that people tick at Google, by what they are about: their words may change.
BOXES = {
    "generative-language.tuning": "about your tuned models",
    "generative-language.retriever": "about semantic retrieval",
    "cloud-platform": "about your Google Cloud data",
    "devstorage.read_write": "about your data in Cloud Storage",
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
    """Return their last words; one that only reads is left out where its whole is there."""
    short = [it.rsplit("/", 1)[-1] for it in scopes if not is_identity(it)]
    return [
        it for it in short if it.removesuffix(READS) == it or it.removesuffix(READS) not in short
    ]


def _and(words: Iterable[str]) -> str:
    *first, last = dict.fromkeys(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last
