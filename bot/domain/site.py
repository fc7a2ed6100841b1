"""Where a model is tuned: at which service, and where there."""

from dataclasses import dataclass, field

from bot.domain.place import CloudPlace

GEMINI = "gemini"  # what there was before there were others


@dataclass(frozen=True, slots=True)
class Site:
    """*service* is a service's short name; *place* is for one that is in Google's cloud."""

    service: str = GEMINI
    place: CloudPlace = field(default_factory=CloudPlace)
