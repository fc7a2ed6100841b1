"""Tokens into text that can be shown at once, stopping where it was asked to."""

from collections.abc import Callable, Sequence


class Unroller:
    """Holds back what may yet change: half a character, or the beginning of a stop text."""

    def __init__(self, decode: Callable[[Sequence[int]], str], stop: Sequence[str]) -> None:
        self._decode = decode
        self._stop = [text for text in stop if text]
        self._tokens: list[int] = []
        self._shown = 0  # tokens whose text has gone out
        self._context = 0  # tokens before those, which decide about spaces
        self._held = ""
        self.stopped = False

    def add(self, token: int) -> str:
        """Take a token; give what can be shown now."""
        self._tokens.append(token)
        return self._let_go(self._fresh(), last=False)

    def rest(self) -> str:
        """Give what was held back, when nothing more comes."""
        return self._let_go(self._fresh(final=True), last=True)

    def _fresh(self, *, final: bool = False) -> str:
        before = self._decode(self._tokens[self._context : self._shown])
        now = self._decode(self._tokens[self._context :])
        if len(now) <= len(before) or (now.endswith("\ufffd") and not final):
            return ""
        self._context, self._shown = self._shown, len(self._tokens)
        return now[len(before) :]

    def _let_go(self, text: str, *, last: bool) -> str:
        if self.stopped:
            return ""
        self._held += text
        found = [at for stop in self._stop if (at := self._held.find(stop)) >= 0]
        if found:
            self.stopped = True
            return self._held[: min(found)]
        keep = 0 if last else self._beginnings()
        out, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return out

    def _beginnings(self) -> int:
        """How many characters at the end could be the beginning of a stop text."""
        longest = max((len(stop) for stop in self._stop), default=1)
        for size in range(min(longest - 1, len(self._held)), 0, -1):
            if any(stop.startswith(self._held[-size:]) for stop in self._stop):
                return size
        return 0
