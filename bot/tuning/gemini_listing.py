"""Lists of tuned models, read as plain JSON.

A list is looked at by people who wait, and may have a thousand models. The generated client
takes some fifty times as long for it, most of it for snapshots, which no list shows.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.domain import TUNED, JobState, TunedModel
from bot.tuning.gemini_polling import time

NAMES = "nextPageToken,tunedModels(name)"
FIELDS = (
    "nextPageToken,tunedModels(name,displayName,description,baseModel,tunedModelSource,state,"
    "createTime,updateTime,tuningTask(startTime,completeTime))"
)
ENDED = {"ACTIVE": JobState.READY, "FAILED": JobState.FAILED}


def request(filter: str, page: str, size: int, fields: str = FIELDS) -> Mapping[str, str]:
    """Return the parameters of a list; an empty filter or page is none."""
    asked = {"filter": filter, "pageToken": page, "pageSize": str(size), "fields": fields}
    return {name: value for name, value in asked.items() if value}


def ids(said: Mapping[str, Any]) -> Collection[str]:
    return {_id(it) for it in said.get("tunedModels", ())}


def models(said: Mapping[str, Any], mine: Collection[str]) -> tuple[Sequence[TunedModel], str]:
    """Return what an answer lists, and what gets the next page. *mine* are ids.

    Raises TypeError, ValueError or AttributeError where it is no such answer.
    """
    found = [_model(it, mine) for it in said.get("tunedModels", ())]
    return found, said.get("nextPageToken", "")


def _model(it: Mapping[str, Any], mine: Collection[str]) -> TunedModel:
    task, source = it.get("tuningTask", {}), it.get("tunedModelSource", {})
    begun = JobState.TUNING if "startTime" in task else JobState.QUEUED
    return TunedModel(
        id=_id(it),
        display_name=it.get("displayName", ""),
        description=it.get("description", ""),
        base_model=source.get("baseModel") or it.get("baseModel", ""),
        parent=source.get("tunedModel", "").removeprefix(TUNED) or None,
        state=ENDED.get(it.get("state", ""), begun),
        created=time(it.get("createTime")),
        updated=time(it.get("updateTime")),
        started=time(task.get("startTime")),
        finished=time(task.get("completeTime")),
        mine=_id(it) in mine,
    )


def _id(it: Mapping[str, Any]) -> str:
    return str(it.get("name", "")).removeprefix(TUNED)
