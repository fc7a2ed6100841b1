"""As whom doctor asks a service: a workspace's key, its service account, or somebody's link."""

from dataclasses import dataclass
from typing import Any

from bot.accounts import GoogleAccounts
from bot.config import Config
from bot.errors import TunerError
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from bot.store.state import Unusable, linked_for, look
from bot.tuning import TuningService, service_accounts
from bot.tuning.kind import Access, ServiceType


@dataclass(frozen=True, slots=True)
class Whose:
    """*credentials* are for a service, *words* say whose they are."""

    credentials: Any
    words: str


def whose(config: Config, kind: ServiceType) -> Whose | None:
    """Return with what a service can be asked; None where nobody is there. Raises `TunerError`."""
    key = config.keys.get(kind.name, "") if kind.by_account else ""
    if key:
        made = service_accounts.credentials(key, kind.scopes, config.google.token_url)
        return Whose(made, service_accounts.email(key))
    store = opened(config)
    found = linked_for(config.database, kind.scopes) if store else None
    if not (store and found):
        return None
    workspace, person = found
    account = store.workspace(workspace).accounts.account(person)
    credentials = GoogleAccounts(config.google, store).credentials(workspace, person)
    return Whose(credentials, account.email if account else person)


def service_of(config: Config, kind: ServiceType, who: Whose) -> TuningService:
    access = Access(
        credentials=who.credentials,
        place=config.cloud.place,
        url=config.urls.get(kind.name, ""),
        storage_url=config.cloud.storage_url,
        models=config.cloud.models_file,
    )
    return kind.make(access)


def opened(config: Config) -> SqliteStore | None:
    """Return the store if it can be opened as it is: opening an older one would change it."""
    cipher = Cipher(config.key, *config.old_keys) if config.key else None
    try:
        state = look(config.database, cipher) if cipher else None
    except (Unusable, TunerError):
        return None
    return SqliteStore(config.database, cipher) if cipher and state and state.is_ours else None
