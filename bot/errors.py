"""Everything that can go wrong, and what we tell the person it went wrong for.

* TunerError
  - InvalidInput        the form or file needs a change; names the field
  - InvalidForm         several fields of the form need a change; names each
  - UnusableFile        the file can't be learnt from; lists what is wrong, each with its line
    - UnknownColumns    which columns are the input and the output only the person knows
  - NotPublic           that sheet only some may read, and we have not been let in
  - NotConnected        no Google account linked yet
    - NotGranted        the link does not allow what this service needs
  - LinkExpired         the linked Google account has to be linked again
  - LinkFailed          linking did not work out: declined, expired, not enough granted
  - InstallFailed       installing did not work out: declined, expired, refused
  - NotFound            no such tuning job or tuned model in this workspace
  - NotAllowed          only somebody else may do that
  - ChannelClosed       Tuner may not speak in that channel
  - ChangedMeanwhile    somebody else changed it while the form was open
  - ServiceRefused      the tuning service said no; asking again the same way is useless
    - Forbidden         it said no to whoever asks, not to what was asked
  - TuningUnavailable   the service did not answer; trying again may work
    - QuotaUsedUp       it takes no more for now
  - NotKept             Tuner's own database did not answer
  - NotPosted           Slack did not take a job's card, or did not say so
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta


class TunerError(Exception):
    """Base of every expected failure; `str(error)` is safe to show in Slack."""

    field: str | None = None


class InvalidInput(TunerError):
    """The form or the file needs a change; *field* is the input to mark."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class InvalidForm(TunerError):
    """Several inputs need a change; *fields* has the words for each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file; *line* is the raw file's, None for all of it."""

    message: str
    line: int | None = None


class UnusableFile(TunerError):
    """The file can't be learnt from. *total* counts also the problems that are not listed."""

    field = "file"

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        self.problems, self.total = tuple(problems), total or len(problems)
        first = self.problems[0]
        where = f"Line {first.line}: " if first.line else ""
        more = f" And {self.total - 1} more." if self.total > 1 else ""
        super().__init__(f"{where}{first.message}{more}")


class UnknownColumns(UnusableFile):
    """Which columns are the input and the output only the person knows.

    *names* are all that there are, to choose two from: those of a file without names are
    `column 1` and so on. *rows* are the first three, each with a short text for every name.
    """

    def __init__(
        self, problem: Problem, names: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        super().__init__([problem])
        self.names, self.rows = tuple(names), tuple(tuple(row) for row in rows)


class NotPublic(TunerError):
    """That sheet only some may read; the person can let us read it with their account."""

    field = "link"


class NotConnected(TunerError):
    """The person has not linked a Google account yet."""

    def __init__(self, words: str = "Link your Google account first: run `/tune connect`.") -> None:
        super().__init__(words)


class NotGranted(NotConnected):
    """The link does not allow what a *service* needs: it is from before that was asked."""

    def __init__(self, service: str, what: str) -> None:
        super().__init__(
            f"Tuning is at {service} here, and your Google link does not let Tuner {what} yet. "
            "Run `/tune connect` to allow it."
        )


class LinkExpired(TunerError):
    """Google no longer accepts the link: it was revoked, or it ran out."""

    def __init__(self) -> None:
        super().__init__("Google no longer accepts your link. Run `/tune connect` to link again.")


class LinkFailed(TunerError):
    """Linking did not work out; the words say why and what to do."""


class InstallFailed(TunerError):
    """Installing Tuner did not work out; the words say why."""


class NotFound(TunerError):
    """Nothing of that name in this workspace. *near* are names that are almost it."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        self.near = tuple(near)
        likely = " or ".join(f"*{it}*" for it in near)
        hint = f"Did you mean {likely}?" if near else "`/models` lists what there is."
        super().__init__(f"I can't find *{name}*. {hint}")


class NotAllowed(TunerError):
    """Only somebody else may do that."""


class ChannelClosed(TunerError):
    """Tuner may not speak in that channel, so nothing was started."""

    field = "channel"


class ChangedMeanwhile(TunerError):
    """Somebody else changed the model while the form was open, so nothing was saved."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Somebody changed *{name}* meanwhile, so nothing was saved. "
            "Open it again to see how it is now."
        )


class ServiceRefused(TunerError):
    """The tuning service said no; asking again the same way is useless."""


class Forbidden(ServiceRefused):
    """The tuning service does not let this account do that."""


class TuningUnavailable(TunerError):
    """The service did not answer; trying again may work. Every other error is final.

    *retry_after* is how long the service itself asked to be left alone, if it did.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class QuotaUsedUp(TuningUnavailable):
    """The service takes no more for now: too many jobs, or too many calls."""


class NotPosted(TunerError):
    """Slack did not take a job's card; *retry_after* is how long it wants to be left alone.

    *perhaps*: it did not say that it has not taken it either, so it may be there.
    """

    def __init__(
        self, message: str, *, perhaps: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.perhaps, self.retry_after = perhaps, retry_after


class NotKept(TunerError):
    """Tuner's own database is locked, full or read-only; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "Tuner's database does not answer just now, so nothing was changed. "
            "Please try again in a minute."
        )
