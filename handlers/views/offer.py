"""What the form that starts a training offers, which depends on where one tunes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from bot.domain import GEMINI, BaseModel, Capabilities
from handlers.views import kit

SHOWN = 10  # channels
SOON = timedelta(days=180)  # before a base retires that the form warns of it
RETIRES = (
    ":warning: *{name}* retires on {when}: from then on neither it nor what was tuned from it "
    "answers."
)
ELSEWHERE = "What is tuned in `{here}` is asked in {there}: {names}."
CHANNELS = "Trainings may be started only in {}."
DAY = "%-d %B %Y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a service lets one choose. *sizes* are its models' adapter sizes, by their names.

    *location* is where is tuned, *notes* are what one should know of the models.
    """

    service: str = GEMINI
    can: Capabilities = field(default_factory=Capabilities)
    location: str = ""
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    notes: str = ""

    @property
    def all_sizes(self) -> Sequence[int]:
        return sorted({size for sizes in self.sizes.values() for size in sizes})

    def dump(self) -> dict[str, Any]:
        """Return what a form has to bring back; what most services do is left out."""
        usual = asdict(Capabilities())
        can = {name: it for name, it in asdict(self.can).items() if it != usual[name]}
        kept = {"can": can, "sizes": dict(self.sizes)}
        return {"service": self.service} | {name: it for name, it in kept.items() if it}

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Self:
        can = Capabilities(**kept.get("can", {}))
        sizes: dict[str, Sequence[int]] = kept.get("sizes", {})
        return cls(service=kept.get("service", GEMINI), can=can, sizes=sizes)


def sizes_of(bases: Sequence[BaseModel]) -> Mapping[str, Sequence[int]]:
    return {it.name: list(it.adapter_sizes) for it in bases if it.adapter_sizes}


def notes_on(bases: Sequence[BaseModel], location: str, today: date) -> str:
    """Say which base models retire soon, and which are asked elsewhere than they are tuned."""
    ending = [it for it in bases if it.retires and it.retires - today <= SOON]
    said = [RETIRES.format(name=_name(it), when=f"{it.retires:{DAY}}") for it in ending]
    away = dict[str, list[str]]()
    for it in bases:
        if it.served_in and location not in it.served_in:
            away.setdefault(" or ".join(f"`{place}`" for place in it.served_in), []).append(
                _name(it)
            )
    said += [
        ELSEWHERE.format(here=location, there=there, names=", ".join(names))
        for there, names in away.items()
    ]
    return kit.cut("\n".join(said), 1000)


def notes_on_channels(channels: Sequence[str]) -> str:
    """Say where trainings may be started, if not anywhere."""
    shown = [f"<#{channel}>" for channel in channels[:SHOWN]]
    more = ["other channels"] if len(channels) > SHOWN else []
    return CHANNELS.format(", ".join([*shown, *more])) if shown else ""


def described(base: BaseModel) -> str:
    """Return what an option says of a base model: what matters most comes first."""
    ends = f"Retires on {base.retires:{DAY}}. " if base.retires else ""
    return f"{ends}{base.description}"


def _name(base: BaseModel) -> str:
    return kit.escape(base.display_name)
