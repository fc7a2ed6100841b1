"""Say what the checks came to: to a person as they come, or to a program at the end."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.doctor.check import Check


def tell(checks: Iterable[Check], console: Console | None = None) -> bool:
    """Print each check as it comes; return whether all is well."""
    console, done = console or Console(highlight=False, soft_wrap=True), list[Check]()
    for check in checks:
        done.append(check)
        console.print(_line(check))
        if check.fix:
            console.print(Text(f"    {check.fix}", "dim" if check.ok else ""))
    wrong = sum(not it.ok for it in done)
    console.print(
        Text(f"\n{wrong} of {len(done)} need you." if wrong else "\nAll is well.", "bold")
    )
    return not wrong


def tell_as_json(checks: Iterable[Check]) -> bool:
    """Print `{"ok", "checks": [{"name", "ok", "message", "fix"}]}`."""
    done = list(checks)
    well = all(it.ok for it in done)
    print(json.dumps({"ok": well, "checks": [asdict(it) for it in done]}, indent=2))  # noqa: T201
    return well


def _line(check: Check) -> Text:
    mark, style = ("!", "yellow") if check.fix else ("✓", "green")
    mark, style = (mark, style) if check.ok else ("✗", "bold red")
    return Text.assemble((f"{mark} ", style), (check.name, "bold"), f"  {check.message}")
