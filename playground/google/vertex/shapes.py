"""Jobs, models, endpoints and operations as Vertex AI shows them; whole numbers are strings."""

import json

from playground.google.service import Call
from playground.google.store import Row
from playground.google.vertex import bases, catalogue
from playground.google.vertex.reading import Json
from playground.google.vertex.stages import Stage
from playground.google.wire import when

_PACKAGE = "type.googleapis.com/google.cloud.aiplatform.v1beta1."


def stamp(seconds: float) -> str:
    return when(seconds).isoformat(timespec="microseconds").replace("+00:00", "Z")


def job(call: Call, row: Row, stage: Stage) -> Json:
    cloud = call.service.settings.cloud
    answer: Json = {
        "name": cloud.name(row["place"], "tuningJobs", row["id"]),
        "tunedModelDisplayName": row["display_name"],
        **json.loads(row["source"])["shown"],
        "supervisedTuningSpec": json.loads(row["spec"]),
        "description": row["description"],
        "labels": json.loads(row["labels"]),
        "state": f"JOB_STATE_{stage.state}",
        "createTime": stamp(row["created"]),
        "updateTime": stamp(max(row["updated"], stage.ended or 0)),
    }
    answer |= _times(stage) | _so_far(stage)
    if stage.started:  # where the real service keeps the loss; nothing is served there here
        day = when(row["created"]).strftime("%Y%m%d%H%M%S")
        store = cloud.name(row["place"], "metadataStores", "default")
        answer["experiment"] = f"{store}/contexts/tuning-experiment-{day}"
    if stage.is_measured and row["stats"]:
        stats = {"supervisedTuningDataStats": json.loads(row["stats"])}
        answer["tuningDataStats"] = stats
    if row["model"]:
        answer["tunedModel"] = _tuned(call, row)
    return {name: value for name, value in answer.items() if value not in ("", {})}


def _times(stage: Stage) -> Json:
    answer: Json = {}
    if stage.started:
        answer["startTime"] = stamp(stage.started)
    if stage.ended:
        answer["endTime"] = stamp(stage.ended)
    return answer


def _so_far(stage: Stage) -> Json:
    answer: Json = {}
    if stage.detail:
        answer["tuningJobState"] = f"TUNING_JOB_STATE_{stage.detail}"
    if stage.started:
        answer["tuningJobMetadata"] = {
            "completedEpochCount": str(stage.epochs),
            "completedStepCount": str(stage.steps),
        }
    if stage.error:
        code, message = stage.error
        answer["error"] = {"code": code, "message": message}
    return answer


def _tuned(call: Call, row: Row) -> Json:
    """Show the model and endpoints that came of a job, also of those that are gone by now."""
    cloud, checkpoints = call.service.settings.cloud, json.loads(row["checkpoints"])
    there = {each["checkpoint"]: each for each in catalogue.endpoints_of(call, row["id"])}
    sql = "select checkpoint from vertex_models where job = :job"
    model = call.service.store.row(sql, job=row["id"])
    default = model["checkpoint"] if model else checkpoints[-1]["id"]
    answer: Json = {"model": cloud.name(row["place"], "models", row["model"])}
    if default in there:
        answer["endpoint"] = _endpoint_name(call, there[default])
    if not json.loads(row["spec"]).get("exportLastCheckpointOnly"):
        answer["checkpoints"] = [
            _checkpoint(each) | _served(call, there.get(each["id"])) for each in checkpoints
        ]
    return answer


def _checkpoint(each: Row) -> Json:
    return {
        "checkpointId": each["id"],
        "epoch": str(each["epoch"]),
        "step": str(each["step"]),
    }


def _served(call: Call, endpoint: Row | None) -> Json:
    return {"endpoint": _endpoint_name(call, endpoint)} if endpoint else {}


def _endpoint_name(call: Call, row: Row) -> str:
    return call.service.settings.cloud.name(row["place"], "endpoints", row["id"])


def model(call: Call, row: Row) -> Json:
    made_by = catalogue.job_of(call, row)
    deployed = [
        {"endpoint": _endpoint_name(call, each), "deployedModelId": each["deployed"]}
        | {"checkpointId": each["checkpoint"]}
        for each in catalogue.endpoints_of(call, row["job"])
        if catalogue.is_deployed(call, each)
    ]
    answer: Json = {
        "name": call.service.settings.cloud.name(row["place"], "models", row["id"]),
        "displayName": row["display_name"],
        "description": row["description"],
        "versionId": str(row["version"]),
        "versionAliases": [catalogue.DEFAULT],
        "labels": json.loads(row["labels"]),
        "deployedModels": deployed,
        "checkpoints": [_checkpoint(each) for each in json.loads(made_by["checkpoints"])],
        "defaultCheckpointId": row["checkpoint"],
        "modelSourceInfo": {"sourceType": "GENIE"},
        "createTime": stamp(row["created"]),
        "updateTime": stamp(row["updated"]),
        "versionCreateTime": stamp(row["created"]),
        "versionUpdateTime": stamp(row["updated"]),
    }
    return {name: value for name, value in answer.items() if value not in ("", [])}


def endpoint(call: Call, row: Row) -> Json:
    sql = "select * from vertex_models where job = :job"
    served = call.service.store.row(sql, job=row["job"])
    answer: Json = {
        "name": _endpoint_name(call, row),
        "displayName": served["display_name"] if served else "",
        "labels": json.loads(served["labels"]) if served else {},
        "createTime": stamp(row["created"]),
        "updateTime": stamp(row["undeployed"] or row["created"]),
    }
    if served and catalogue.is_deployed(call, row):
        answer["deployedModels"] = [
            {
                "id": row["deployed"],
                "model": catalogue.name_of(call, served),
                "modelVersionId": str(served["version"]),
                "displayName": served["display_name"],
                "checkpointId": row["checkpoint"],
                "createTime": stamp(row["created"]),
            }
        ]
        answer["trafficSplit"] = {row["deployed"]: 100}
    return answer


def operation(call: Call, row: Row) -> Json:
    cloud = call.service.settings.cloud
    times = {"createTime": stamp(row["made"]), "updateTime": stamp(row["made"] + cloud.lag)}
    answer: Json = {
        "name": f"{row['target']}/operations/{row['id']}",
        "metadata": {"@type": f"{_PACKAGE}{row['kind']}Metadata", "genericMetadata": times},
    }
    if call.service.clock() >= row["made"] + cloud.lag:
        answer |= {"done": True, "response": {"@type": "type.googleapis.com/google.protobuf.Empty"}}
    return answer


def publisher_model(name: str) -> Json:
    found = bases.GEMINI[name]
    return {
        "name": f"{bases.PUBLISHER}{name}",
        "versionId": "default",
        "displayName": found.title,
        "openSourceCategory": "PROPRIETARY",
        "launchStage": "GA",
        "publisherModelTemplate": "projects/{project}/locations/{location}/"
        f"{bases.PUBLISHER}{name}",
    }
