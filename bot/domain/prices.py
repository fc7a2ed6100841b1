"""What training costs, where a service takes money for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MILLION, CENT = 1_000_000, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a service takes, in *currency*. Prices change: *as_of* is when this one was read."""

    amount: float
    currency: str
    as_of: str = ""

    def times(self, number: float) -> Price:
        return replace(self, amount=self.amount * number)

    def of(self, tokens: int) -> Price:
        """Return what so many tokens cost where this is the price of a million."""
        return self.times(tokens / MILLION)

    @property
    def words(self) -> str:
        amount = f"less than {CENT}" if self._is_tiny else f"{self.amount:,.2f}"
        return f"{amount} {self.currency}"

    @property
    def about(self) -> str:
        return self.words if self._is_tiny else f"about {self.words}"

    @property
    def _is_tiny(self) -> bool:
        return 0 < self.amount < CENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one training comes to: *tokens* of its examples, estimated, and a million's *price*.

    0 tokens: they have not been counted. The price is that of when it was started.
    """

    tokens: int = 0
    price: Price | None = None

    def estimate(self, epochs: int) -> Price | None:
        return self.price.of(self.tokens * epochs) if self.price and self.tokens else None

    def taken(self, tokens: int | None) -> Price | None:
        """Return what so many tokens cost that the service has billed, as far as it says so."""
        return self.price.of(tokens) if self.price and tokens is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a million tokens cost that are trained on: by base model, *otherwise* for the rest.

    Nobody vouches for it but who wrote it down; *as_of* and *source* say when and from where.
    """

    currency: str = ""
    prices: Mapping[str, float] = field(default_factory=dict[str, float])
    otherwise: float | None = None
    as_of: str = ""
    source: str = ""

    def of(self, base_model: str) -> Price | None:
        """Return a million tokens' price on a base model, None if nobody has said it."""
        amount = self.prices.get(base_model.rpartition("/")[2], self.otherwise)
        if amount is None:
            return None
        return Price(amount=amount, currency=self.currency, as_of=self.as_of)
