"""Answers and what people think of them, in SQLite."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.domain import Answer, Feedback, KeptAnswer, Question, Sampling
from bot.errors import NotFound
from bot.store import Answers
from bot.store.rows import Row, time
from bot.store.tenant import Tenant

PURPOSE = "answer"
OF_JOB = "answer in (select id from answers where workspace = :workspace and job = :job)"
ORPHANED = "answer not in (select id from answers where workspace = :workspace)"


class SqliteAnswers(Answers):
    def __init__(self, tenant: Tenant) -> None:
        self._rows = tenant

    def keep(self, kept: KeptAnswer) -> None:
        said = {"question": asdict(kept.question), "answer": asdict(kept.answer)}
        row = {
            "id": kept.id,
            "job": kept.job,
            "owner": kept.by,
            "channel": kept.channel,
            "ts": kept.ts,
            "kept": kept.at.timestamp(),
            "sealed": self._rows.seal(json.dumps(said).encode(), kept.id, PURPOSE),
        }
        self._rows.insert("answers", row)

    def kept(self, id: str) -> KeptAnswer:
        for row in self._rows.select("answers", "id = :id", id=id):
            said = json.loads(self._rows.open(row["sealed"], id, PURPOSE))
            return _kept(row, said["question"], said["answer"])
        raise NotFound("that answer")

    def model_at(self, channel: str, ts: str) -> str | None:
        where = "channel = :channel and ts = :ts"
        found = self._rows.tuples("answers", "job", where, channel=channel, ts=ts)
        return found[0][0] if found else None

    def rate(self, id: str, *, by: str, good: bool, at: datetime) -> Feedback:
        kept = self.kept(id)
        row = {"answer": id, "owner": by, "good": int(good), "kept": at.timestamp()}
        with self._rows.writing():
            self._rows.delete("feedback", "answer = :answer and owner = :by", answer=id, by=by)
            self._rows.insert("feedback", row)
        return _feedback(kept, row)

    def feedback(self, job: str) -> Sequence[Feedback]:
        found = self._rows.select("feedback", OF_JOB, job=job)
        found.sort(key=lambda row: (row["kept"], row["answer"], row["owner"]))
        return [_feedback(self.kept(row["answer"]), row) for row in found]

    def forget_before(self, at: datetime) -> int:
        with self._rows.writing():
            gone = self._rows.delete("answers", "kept < :at", at=at.timestamp())
            self._rows.delete("feedback", ORPHANED)
        return len(gone)


def _kept(row: Row, asked: Row, said: Row) -> KeptAnswer:
    sampling, others = Sampling(**asked.pop("sampling")), tuple(said.pop("others"))
    return KeptAnswer(
        id=row["id"],
        job=row["job"],
        question=Question(sampling=sampling, **asked),
        answer=Answer(others=others, **said),
        by=row["owner"],
        channel=row["channel"],
        ts=row["ts"],
        at=time(row["kept"]),
    )


def _feedback(kept: KeptAnswer, row: Row) -> Feedback:
    return Feedback(
        job=kept.job,
        question=kept.question.text,
        answer=kept.answer.text,
        good=bool(row["good"]),
        user=row["owner"],
        at=time(row["kept"]),
    )
