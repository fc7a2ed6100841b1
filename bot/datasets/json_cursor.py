"""A place in a JSON text that is read piece by piece, so that no more is held than it takes."""

import json
import re
import sys
from collections.abc import Callable
from typing import Any, TextIO

from bot.errors import Problem, UnusableFile

PIECE = 2**17  # characters
LONGEST = 2**24  # characters of one value
BLANK = re.compile(r"[ \t\r\n\ufeff]*")
# Before what may be the next object of a list, with the first of its names.
NEXT = re.compile(r'[}\],]\s*(?=\{\s*"((?:[^"\\]|\\.)*)"\s*:)')
LONGEST_START = 2**10  # characters of that
NEAR = 16  # characters: an error so near the end of what is there may come of the cut

decode: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().raw_decode


class Broken(Exception):  # noqa: N818 - says what is the matter, as the errors for people do
    """What stands here is no JSON; *line* is where it begins."""

    def __init__(self, error: Exception, line: int) -> None:
        super().__init__(str(error))
        self.error, self.line = error, line


class Cursor:
    """Reads one value after the other. In *text* every line ends alike."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._piece, self._at = text, "", 0
        self._ended = False
        self._line, self._counted = 1, 0

    @property
    def line(self) -> int:
        """The line of the place, from 1."""
        self._line += self._piece.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def peek(self) -> str:
        """Go to what comes after blanks, and return its first character; none at the end."""
        while True:
            blank = BLANK.match(self._piece, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._piece):
                return self._piece[self._at]
            if self._ended:
                return ""
            self._more()

    def take(self, mark: str) -> bool:
        """Go past a mark, if that comes next."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """Return the value that comes next, and go past it; raise `Broken` if there is none."""
        self.peek()
        while True:
            try:
                value, end = decode(self._piece, self._at)
            except (ValueError, RecursionError) as error:
                if self._ended or not self._may_be_cut(error):
                    broken = Broken(error, self.line)
                    self._skip(error)
                    raise broken from error
            else:
                if end < len(self._piece) or self._ended:  # a number may go on
                    self._at = end
                    return value
            self._more()

    def find(self, is_known: Callable[[str], bool]) -> None:
        """Go on to the next object that begins with a known name, or to the end of the list."""
        while True:
            for place in NEXT.finditer(self._piece, self._at):
                if is_known(place[1]):
                    self._at = place.end()
                    return
            if self._ended:
                rest = self._piece.rstrip()
                self._at = len(rest) - rest.endswith("]")
                return
            self._at = max(self._at, len(self._piece) - LONGEST_START)
            self._more()

    def _skip(self, error: Exception) -> None:
        """Go to where the reading stopped, so that nothing is read in vain more than once."""
        if isinstance(error, json.JSONDecodeError):
            before = self._piece[self._at : error.pos].rstrip()
            self._at += max(len(before) - 1, 1)
        else:  # as many lists in lists, or digits, as there may be
            self._at += sys.getrecursionlimit() // 2

    def _may_be_cut(self, error: Exception) -> bool:
        """Tell what is broken from what only has not all been read yet."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.pos + NEAR > len(self._piece) or error.msg.startswith("Unterminated")

    def _more(self) -> None:
        """Read as much again as there is, so that a long value is not tried too often."""
        line, kept = self.line, self._piece[self._at :]
        if len(kept) > LONGEST:
            words = f"What begins here has over {LONGEST // 2**20} million characters."
            raise UnusableFile([Problem(f"{words} Write one object for each pair.", line)])
        piece = self._text.read(max(PIECE, len(kept)))
        self._ended = not piece
        self._piece, self._at, self._counted = kept + piece, 0, 0
