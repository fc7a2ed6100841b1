"""Base models: the trainer's, and the names that they are known by elsewhere."""

import google.ai.generativelanguage as glm

from playground.google import listing
from playground.google.errors import not_found
from playground.google.wire import Json, write
from playground.trainer import Base, Trainer

# What is used where neither the question nor the tuned model says otherwise.
TEMPERATURE, TOP_P, TOP_K = 0.0, 0.95, 40
MAX_TEMPERATURE = 2.0
METHODS = ("generateContent", "streamGenerateContent", "countTokens", "createTunedModel")


class Bases:
    def __init__(self, trainer: Trainer, aliases: tuple[str, ...]) -> None:
        self._trainer, self._aliases = trainer, aliases

    def names(self) -> list[str]:
        return [*(base.name for base in self._trainer.bases()), *self._aliases]

    def find(self, name: str) -> Base:
        """Return the base that is called *name*, without `models/`; an alias is the first."""
        bases = self._trainer.bases()
        for base in bases:
            if base.name == name:
                return base
        if name in self._aliases and bases:
            return bases[0]
        raise not_found(f"models/{name}")

    def describe(self, name: str) -> glm.Model:
        base = self.find(name)
        note = "" if name == base.name else f" {name} is another name of {base.name} here."
        return glm.Model(
            name=f"models/{name}",
            base_model_id=name,
            version="001",
            display_name=base.display_name,
            description=base.description + note,
            input_token_limit=base.context,
            output_token_limit=base.context,
            supported_generation_methods=METHODS,
            temperature=TEMPERATURE,
            max_temperature=MAX_TEMPERATURE,
            top_p=TOP_P,
            top_k=TOP_K,
        )

    def page(self, asked: int, token: str, *, numbers: bool) -> Json:
        names = self.names()
        limit = listing.size(asked, 50)
        place = listing.place(token, "models")
        start = int(place["created"]) if place else 0
        shown = names[start : start + limit]
        answer: Json = {"models": [write(self.describe(name), numbers=numbers) for name in shown]}
        if start + limit < len(names):
            last = {"created": start + limit, "id": ""}
            answer["nextPageToken"] = listing.token(last, "models")
        return answer
