"""What trainings cost, and whether somebody may start one that costs so much."""

from dataclasses import dataclass

from bot.domain import Order, Price, Tariff
from bot.errors import TunerError
from bot.permissions import Permissions
from bot.store import WorkspaceStore

LONGEST_CHAIN = 20  # models that were each tuned from the one before


@dataclass(frozen=True, slots=True)
class Costs:
    store: WorkspaceStore
    may: Permissions
    tariff: Tariff

    def price(self, order: Order) -> Price | None:
        """Return what a million tokens cost, None where nobody has said it."""
        return self.tariff.of(self.first_base(order))

    def estimate(self, order: Order, tokens: int) -> Price | None:
        """Return what training costs on examples of so many *tokens*."""
        price = self.price(order)
        return price.of(tokens * order.hyperparameters.epochs) if price else None

    def hindrance(self, user: str, service: str, estimate: Price | None) -> str:
        """Say why somebody may not start what costs so much; nothing if they may."""
        if service not in self.may.paid:
            return ""
        try:
            self.may.spend(user, service, estimate)
        except TunerError as error:
            return str(error)
        return ""

    def first_base(self, order: Order) -> str:
        """Return the base model that all training for an order began from; "" if unknown."""
        for _ in range(LONGEST_CHAIN):
            if order.parent is None:
                return order.base_model
            older = self.store.jobs.called(order.parent)
            if older is None:
                break
            order = older.order
        return ""
