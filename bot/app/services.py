"""Opens the services that models are tuned at: for people, and for workspaces as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.accounts import GoogleAccounts
from bot.app.starting import CantStart
from bot.config import Config
from bot.domain import GEMINI, Site
from bot.domain.scopes import is_identity
from bot.environment import alternatives
from bot.errors import ServiceRefused, TuningUnavailable
from bot.store import Store
from bot.tuning import TuningService, service_accounts
from bot.tuning.registry import SERVICES, Access, Services, ServiceType, site_of

GONE = "It was tuned at {}, which this Tuner does not know any more."


def services_of(config: Config, every: Services = SERVICES) -> Services:
    """Return the services with what the settings ask for at Google: GOOGLE_SCOPES is Gemini's."""
    scopes = tuple(it for it in config.google.scopes if not is_identity(it))
    return {**every, GEMINI: replace(every[GEMINI], scopes=scopes)}


@dataclass(frozen=True, slots=True)
class Opener:
    """*seen* has what is opened seen by whoever counts calls."""

    config: Config
    store: Store
    accounts: GoogleAccounts
    seen: Callable[[TuningService], TuningService]
    services: Services

    def check(self) -> None:
        """See that the usual service can be used, or raise `CantStart`."""
        usual = self.config.service
        if usual not in self.services:
            known = alternatives(tuple(self.services))
            raise CantStart(f"TUNING_SERVICE must be {known}, not {usual}.")
        if missing := self.services[usual].missing:
            raise CantStart(missing)

    def for_person(self, workspace: str, user: str, site: Site | None = None, /) -> TuningService:
        """Return what *user* sees of a service; with no *site* of where the workspace tunes."""
        policy = self.store.workspace(workspace).settings.policy()
        site = site or site_of(policy, self.config.usual, self.services)
        kind = self._kind(site)
        credentials = self.accounts.credentials(workspace, user, kind.scopes, kind.title)
        if policy.project and not kind.needs_place:
            # Whose quota is used; not everybody's account has one.
            credentials = credentials.with_quota_project(policy.project)
        return self._open(site, Access(credentials=credentials))

    def for_key(self, key: str, site: Site, /) -> TuningService | None:
        """Return what a workspace sees with its own key, else with the one of the settings."""
        kind, key = self._kind(site), key or self.config.keys.get(site.service, "")
        if not key:
            return None
        if not kind.by_account:
            return self._open(site, Access(key=key))
        token_url = self.config.google.token_url
        account = service_accounts.credentials(key, kind.scopes, token_url)
        return self._open(site, Access(credentials=account))

    def _open(self, site: Site, access: Access) -> TuningService:
        kind, cloud = self._kind(site), self.config.cloud
        if kind.missing:
            raise TuningUnavailable(kind.missing)
        url = self.config.urls.get(site.service, "")
        there = replace(
            access,
            place=site.place,
            url=url,
            storage_url=cloud.storage_url,
            models=cloud.models_file,
        )
        return self.seen(kind.make(there))

    def _kind(self, site: Site) -> ServiceType:
        if kind := self.services.get(site.service):
            return kind
        raise ServiceRefused(GONE.format(site.service))
