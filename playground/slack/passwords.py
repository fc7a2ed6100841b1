"""People's passwords: needed as soon as the workspace listens beyond this machine."""

from playground.google.passwords import fits, seal
from playground.slack.store import Store


def set_password(store: Store, person: str, password: str) -> None:
    store.put("password", person, seal(password))


def check(store: Store, person: str, password: str) -> bool:
    sealed: str | None = store.get("password", person)
    return sealed is not None and fits(password, sealed)


def has_password(store: Store, person: str) -> bool:
    return store.get("password", person) is not None
