"""Whether a process that has claimed something is still there."""

import sqlite3
from contextlib import closing
from pathlib import Path


class Alive:
    """A sign of life beside the database: a lock that the system takes back, however we end."""

    def __init__(self, path: Path, holder: str) -> None:
        """Give the sign, and remove those of the dead. One process at a time may be at that."""
        self._path, self._holder = path, holder
        for file in path.parent.glob(f"{path.name}-*.alive"):
            if _is_free(file):
                file.unlink(missing_ok=True)
        self._sign = _locked(self._file(holder))

    def is_there(self, holder: str) -> bool:
        file = self._file(holder)
        return holder == self._holder or (file.exists() and not _is_free(file))

    def _file(self, holder: str) -> Path:
        return self._path.with_name(f"{self._path.name}-{holder}.alive")


def _locked(file: Path) -> sqlite3.Connection:
    sign = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        sign.execute("begin exclusive")
    except BaseException:
        sign.close()
        raise
    return sign


def _is_free(file: Path) -> bool:
    try:
        with closing(_locked(file)):
            return True
    except sqlite3.OperationalError:
        return False
