"""`python -m tests.leaks`: tokens, keys and files of secrets among what git keeps."""

import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from bot.log import LOOKS

ROOT = Path(__file__).parent.parent
SHORTEST = 30  # characters: real ones are longer, what tests make up is shorter
OTHERS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36,}|\bhf_[A-Za-z]{30,}|\bpypi-[\w-]{50,}"
)
FILES = (".env", "*.pem", "*.key", "*.p12", "*.db", "*.sqlite*", "client_secret*.json")

# What only looks like a secret, and why.
ALLOWED = {
    "AIzaSyA-1234567890abcdefghijklmnopqrst": "made up, to see that the log leaves it out",
    "https://hooks.slack.com/commands/T1/2/abc": "the same",
    "AKIAIOSFODNN7EXAMPLE": "the example in Amazon's manual, to see that the checker finds it",
}


def leaks(root: Path = ROOT) -> Iterator[str]:
    """Yield each find as `file:line: kind`, without the secret itself."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if any(fnmatchcase(Path(name).name, it) for it in FILES):
            yield f"{name}: such a file holds secrets"
        path = root / name
        yield from (f"{name}:{line}" for line in _lines(path) if path.is_file())


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):  # a picture, or deleted and not yet said to git
        return
    for number, line in enumerate(text.splitlines(), 1):
        long = [it[0] for it in LOOKS.finditer(line) if len(it[0]) >= SHORTEST]
        found = [*long, *(it[0] for it in OTHERS.finditer(line))]
        # What both of them find is said once.
        yield from dict.fromkeys(f"{number}: {it[:5]}…" for it in found if it not in ALLOWED)


def main() -> int:
    try:
        found = list(leaks())
    except (OSError, subprocess.CalledProcessError):
        print("skipped: this is no git repository, or git is not here")  # noqa: T201
        return 0
    for it in found:
        print(f"a secret? {it}", file=sys.stderr)  # noqa: T201
    print("no secret in what git keeps" if not found else "take it out, and revoke it")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
