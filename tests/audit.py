"""`python -m tests.audit`: what is known against the packages that are installed.

What can't be looked up is said, and is no failure: a machine without network can still check.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

PATIENCE = 45  # seconds for all of it
COMMAND = "pip_audit --local --skip-editable --progress-spinner off --timeout 10 --format json"

# What is known and does not concern us, by its id, and why.
ACCEPTED: dict[str, str] = {}


def main(patience: float = PATIENCE) -> int:
    command = [sys.executable, "-m", *COMMAND.split()]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return _skip(f"no answer within {patience:.0f} s")
    try:
        packages: Sequence[Any] = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError, TypeError):
        lines = done.stderr.strip().splitlines()
        return _skip(lines[-1][:200] if lines else "it said nothing")
    return report(packages)


def report(packages: Sequence[Any]) -> int:
    """Say what is known against which package; 1 if there is anything."""
    known = [(it, vuln) for it in packages for vuln in it.get("vulns", [])]
    left = [(it, vuln) for it, vuln in known if vuln["id"] not in ACCEPTED]
    for it, vuln in left:
        fixed = ", ".join(vuln.get("fix_versions", [])) or "nothing yet"
        _say(f"{it['name']} {it['version']}: {vuln['id']}, mended in {fixed}")
    _say(f"{len(packages)} packages looked up, {len(left)} warnings")
    return 1 if left else 0


def _skip(why: str) -> int:
    _say(f"skipped: what is known against packages can't be looked up here ({why})")
    return 0


def _say(words: str) -> None:
    print(f"pip-audit: {words}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
