"""Several adapters over one base in memory, loaded when asked for."""

from collections import OrderedDict
from pathlib import Path
from typing import Any

from peft import PeftModel

from playground.trainer.model import blank

# Each takes about 20 MB over the default base.
ROOM = 4
# An untrained adapter that is always there, since peft can't be left without any.
NONE = "none"


class Adapters:
    """At most *room* trained ones; the one that was used longest ago makes place."""

    def __init__(self, base: Any, room: int = ROOM) -> None:
        self._model: Any = PeftModel(base, blank(rank=1), adapter_name=NONE)
        self._model.eval()
        self._room = room
        self._held: OrderedDict[str, None] = OrderedDict()
        self._used = NONE

    def use(self, key: str | None, folder: Path | None) -> Any:
        """Give the model with that adapter in use; with none, the base alone."""
        if key is None or folder is None:
            return self._switch(NONE)
        if key not in self._held:
            self._model.load_adapter(folder, adapter_name=key)
            self._model.eval()
            self._held[key] = None
        self._held.move_to_end(key)
        model = self._switch(key)
        while len(self._held) > self._room:
            self.forget(next(iter(self._held)))
        return model

    def forget(self, key: str) -> None:
        """Make place; of one that is not here, nothing happens."""
        if key not in self._held:
            return
        if self._used == key:
            self._switch(NONE)
        del self._held[key]
        self._model.delete_adapter(key)

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def _switch(self, key: str) -> Any:
        """Switching walks over every layer, so not for each token."""
        if key != self._used:
            self._model.set_adapter(key, inference_mode=True)
            self._used = key
        return self._model
