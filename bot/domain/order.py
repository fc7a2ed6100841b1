"""What a person asks for: a model to be tuned."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil

from bot.domain.site import Site

TUNED = "tunedModels/"


@dataclass(frozen=True, slots=True)
class Example:
    """One training pair, in Gemini's own words."""

    text_input: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperparameters:
    """How a model is tuned. The defaults are those that the Gemini API recommends.

    One of the two rates is used: the multiplier, of the service's own rate, where it is given.
    A *batch_size* of 0 is the service's own, so is an *adapter_size* of None.
    """

    epochs: int = 5
    batch_size: int = 4
    learning_rate: float | None = 0.001
    learning_rate_multiplier: float | None = None
    adapter_size: int | None = None

    def steps(self, examples: int) -> int:
        """Return how many steps that makes, as the API counts: batches cross epoch borders.

        0 where only the service knows.
        """
        if not self.batch_size:
            return 0
        return ceil(examples * self.epochs / self.batch_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How an answer is chosen; None leaves it to the model: a tuned one's own, else its base's."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None


class Audience(StrEnum):
    """Who may ask the tuned model."""

    CHANNEL = "channel"  # everybody in the channel that the card is in
    ME = "me"  # its owner
    EVERYONE = "everyone"  # in the workspace

    @property
    def words(self) -> str:
        """Say who and where, to go on from *may be asked*."""
        return {
            Audience.CHANNEL: "only in its own channel",
            Audience.ME: "only by the person who tuned it",
            Audience.EVERYONE: "by everyone here",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseModel:
    """A model that can be tuned. *name* is the service's; limits are None where unpublished.

    *adapter_sizes* are those that can be chosen. A model is tuned in one of *tuned_in*, and
    then asked in *served_in*, which may be elsewhere; empty: wherever the service is. After it
    *retires*, neither it nor what was made of it answers.
    """

    name: str
    display_name: str
    description: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    example_tokens: int | None = None
    adapter_sizes: tuple[int, ...] = ()
    tuned_in: tuple[str, ...] = ()
    served_in: tuple[str, ...] = ()
    retires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a service takes. A checker has no limits of its own.

    Of *validation* examples a service measures the loss as it trains; 0: it takes none.
    """

    input_characters: int | None = None
    output_characters: int | None = None
    request_bytes: int | None = None
    display_name: int = 40
    validation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person asked for in the form.

    *site* is where it is tuned, which whoever writes the order down knows. *base_model* is the
    service's name, ``models/…``, or ``tunedModels/…`` to tune that one
    further; *base_name* is what people call it. *model_id* is what the service is to call the
    new one; empty: the job's own id. *checkpoint* is the one of that model to start from; empty:
    its default. *system_instruction* goes before each example.
    """

    display_name: str
    base_model: str
    channel: str
    audience: Audience = Audience.CHANNEL
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    description: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    model_id: str = ""
    base_name: str = ""
    site: Site = field(default_factory=Site)
    checkpoint: str = ""
    system_instruction: str = ""

    @property
    def parent(self) -> str | None:
        """Return the id of the tuned model that this starts from, if it does."""
        tuned = self.base_model.startswith(TUNED)
        return self.base_model.removeprefix(TUNED) if tuned else None

    @property
    def starts_from_tuned(self) -> bool:
        return self.parent is not None
