"""What a stop and a start of the service leave as it was."""

from pathlib import Path

from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import serving
from tests.playground.google.vertex.local import CLOUD, Vertex, Watch, lines, upload


def test_jobs_models_endpoints_and_objects_survive(
    settings: Settings, tmp_path: Path, watch: Watch
) -> None:
    folder = tmp_path / "trainer"
    trainer = ReplayTrainer(folder, step_seconds=1, clock=watch.date)
    with serving(settings, trainer) as google:
        ada = Vertex(google, watch)
        done, open_job = ada.tuned(), ada.tune(epoch_count=9)
        model = ada.models.get(model=ada.model(done))
        upload(google, "kept.jsonl", lines())
    trainer.close()
    watch.now += 2.5
    trainer = ReplayTrainer(folder, step_seconds=1, clock=watch.date)
    with serving(settings, trainer) as google:
        ada = Vertex(google, watch)
        again = ada.tunings.get(name=done.name or "")
        assert again.tuned_model == done.tuned_model
        assert ada.models.get(model=ada.model(done)).endpoints == model.endpoints
        assert ada.models.generate_content(model=ada.endpoint(done), contents="III").text
        path = f"/storage/v1/b/{CLOUD.bucket}/o/kept.jsonl?alt=media"
        assert google.call("GET", path).text == lines()
        assert ada.tunings.get(name=open_job.name or "").state == "JOB_STATE_RUNNING"
        assert ada.ended(open_job).state == "JOB_STATE_SUCCEEDED"
    trainer.close()
