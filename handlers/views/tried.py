"""The first answer to whether tuning has helped: counts for all to see, rows for the owner."""

import csv
import io

from bot.domain import Score, Trial, Tried, TuningJob
from bot.domain.trials import fold
from handlers.views import kit
from handlers.views.words import count

HEADER = ("input", "wanted", "tuned", "tuned_exact", "tuned_alike", "base", "base_exact")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would work out
BUT_FOR = "but for case, blanks and punctuation"
SENT = "<@{}> has the rows as a file, by direct message."


def told(job: TuningJob, trial: Trial) -> str:
    """Say it in counts only: the rows are nobody's but the owner's."""
    name, rows = kit.escape(job.order.display_name), count(len(trial.rows), "row")
    note = kit.escape(trial.note)
    if not trial.tuned:
        return f":microscope: The rows that were held out from *{name}* were not asked. {note}"
    said = [f":microscope: Of {rows} held out from training, *{name}* has {_score(trial.tuned)}."]
    if trial.base:
        said.append(f"Its base model has {_score(trial.base)}.")
        said.append(
            f"Only the tuned one is right in {trial.gained}, only the base in {trial.lost}."
        )
    return " ".join(it for it in (*said, note, SENT.format(job.owner)) if it)


def table(trial: Trial) -> str:
    """Return the rows as CSV; no cell in it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_harmless(cell) for cell in _row(it)] for it in trial.rows)
    return text.getvalue()


def _score(score: Score) -> str:
    return f"*{score.exact}* right to the letter, *{score.alike}* {BUT_FOR}"


def _row(tried: Tried) -> tuple[str, ...]:
    wanted, tuned, base = tried.example.output, tried.tuned or "", tried.base or ""
    exact = "yes" if tuned.strip() == wanted.strip() else "no"
    alike = "yes" if fold(tuned) == fold(wanted) else "no"
    both = "" if tried.base is None else "yes" if base.strip() == wanted.strip() else "no"
    return tried.example.text_input, wanted, tuned, exact, alike, base, both


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
