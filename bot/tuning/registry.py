"""The services there are. Another one is a module and a line here: see CONTRIBUTING.md."""

from collections.abc import Mapping

from bot.domain import CloudPlace, Policy, Site
from bot.tuning import gemini, vertex
from bot.tuning.kind import Access, ServiceType

__all__ = ["SERVICES", "Access", "ServiceType", "Services", "site_of"]

Services = Mapping[str, ServiceType]

SERVICES: Services = {it.name: it for it in (gemini.TYPE, vertex.TYPE)}


def site_of(policy: Policy, usual: Site, services: Services = SERVICES) -> Site:
    """Return where a workspace tunes now: what its admins have settled, else the *usual*."""
    kind = services.get(policy.service) or services[usual.service]
    if not kind.needs_place:
        return Site(kind.name)
    place = CloudPlace(
        project=policy.project or usual.place.project,
        location=policy.location or usual.place.location,
        bucket=policy.bucket or usual.place.bucket,
    )
    return Site(kind.name, place)
