"""Whether the settings are there, and make sense."""

from collections.abc import Mapping

from bot.doctor.check import Checks, fine, wrong

FIX = "Change it in the environment that Tuner starts in; .env.example explains each setting."


def checks(problems: Mapping[str, str]) -> Checks:
    for name, words in problems.items():
        yield wrong(name, words, FIX)
    if not problems:
        yield fine("settings", "all are set, or have their default")
