"""The button that does a command once more."""

import json
from typing import Any

from handlers.views import kit

PRESS = "again.press"


def button(command: dict[str, Any]) -> kit.Block:
    said = {"command": command["command"], "text": command.get("text") or ""}
    return kit.button(PRESS, "Open it", json.dumps(said))
