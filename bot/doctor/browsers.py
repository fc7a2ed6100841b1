"""Whether browsers reach Tuner: they must, also with Socket Mode, to come back from Google."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.config import Config
from bot.doctor.check import Check, Checks, fine, unset, wrong
from bot.doctor.reaching import answering, own_url, seen_at
from bot.environment import is_loopback

NAME = "browsers"
MUST = "Browsers must reach it, also with Socket Mode: Google sends people back there."
HERE = f"{MUST} Only those on this machine can: for others set TUNER_URL to an https address."
FROM_HERE = f"{MUST} From here it works; try it from where people are."


def checks(config: Config, problems: Mapping[str, str]) -> Checks:
    unknown = list(unset(NAME, problems, "TUNER_URL", "TUNER_PORT"))
    yield from unknown or [_reached(config, own_url(config))]


def _reached(config: Config, url: str) -> Check:
    """Knock at the address that browsers are sent to; if nobody runs there yet, open ourselves."""
    hint = HERE if is_loopback(urlsplit(url).hostname or "") else FROM_HERE
    with answering(config.host, config.port) as word:
        said = seen_at(url)
    if word and said == word:
        return fine(NAME, f"{url} leads here; Tuner does not run now", hint)
    if not word and '"tuner"' in said:
        return fine(NAME, f"Tuner answers at {url}", hint)
    return _astray(config, url)


def _astray(config: Config, url: str) -> Check:
    words = f"{url} does not lead to Tuner, which listens on {config.host}:{config.port}"
    fix = f"{MUST} Mend TUNER_URL, or the proxy or firewall before Tuner; or change TUNER_PORT."
    return wrong(NAME, words, fix)
