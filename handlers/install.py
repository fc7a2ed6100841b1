"""Tuner was installed somewhere: whoever did it hears what is next."""

import logging
from dataclasses import dataclass

from bot.domain import Installation
from handlers.parts import Parts
from handlers.views import help as words

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Hears from the web page that somebody installed Tuner. Never raises."""

    parts: Parts

    def installed(self, installation: Installation) -> None:
        workspace, who = installation.team, installation.installed_by
        if not workspace:  # a whole organisation: it has no conversation of its own
            return
        try:
            client = self.parts.client_for(workspace)
            client.chat_postMessage(channel=who, text=words.INSTALLED)
        except Exception:
            log.exception("install.unannounced workspace=%s", workspace)
