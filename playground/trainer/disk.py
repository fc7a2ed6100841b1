"""Files that are either as they were or as they should be, whenever the power goes."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_json(path: Path, value: object) -> None:
    """Replace the file in one move; readers see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False) as file:
        json.dump(value, file)
    Path(file.name).replace(path)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text())


@contextmanager
def filling(folder: Path) -> Generator[Path]:
    """Give a scratch folder that becomes *folder* if all goes well, and nothing if not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield scratch
        remove(folder)
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove a folder at once for whoever looks: a rename first, the files after."""
    if not folder.exists():
        return
    doomed = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".gone."))
    folder.rename(doomed / folder.name)
    shutil.rmtree(doomed, ignore_errors=True)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Generator[None]:
    """Hold a lock among processes, which the system frees if we die.

    Raises `BlockingIOError` when somebody has it and *wait* is false.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(file)
