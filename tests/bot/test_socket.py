"""However the connection to Slack is lost, somebody who types a command soon after is served."""

import time

import pytest

from bot.app import House
from playground.person import Person, Refused
from playground.slack.testing import Running
from tests.bot.test_app import ada, google, house, journal, manifest, settings, slack

__all__ = ["ada", "google", "house", "manifest", "settings", "slack"]  # their fixtures are ours

ANNOUNCED, ANY = 5.0, 10.0  # seconds from the loss
LATER = 1.0  # seconds until somebody types


@pytest.mark.parametrize(
    ("loss", "within"),
    [("refresh", ANNOUNCED), ("warning", ANNOUNCED), ("close", ANY), ("abort", ANY)],
)
def test_a_command_after_a_loss_is_served_once(
    house: House, ada: Person, slack: Running, loss: str, within: float
) -> None:
    channel, before = ada.channel("tuning"), journal(slack, "to_app")[-1:]
    ada.post("sockets", do=loss, after=LATER)
    lost = time.monotonic()
    time.sleep(LATER)
    while not served(ada, channel) and time.monotonic() - lost < within:
        time.sleep(0.1)

    assert time.monotonic() - lost < within
    since = before[0]["seq"] if before else 0
    [once] = [it for it in journal(slack, "to_app", since) if it.get("acked_ms")]
    assert once["kind"] == "command"
    assert house.entrance.is_connected


def served(person: Person, channel: str) -> bool:
    """Type a command; where Slack says that the app is not there, one types it again."""
    try:
        return person.command(channel, "/tune", "help")["ok"]
    except Refused:
        return False
