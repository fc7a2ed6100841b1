"""The settings of services in the cloud, below what each workspace settles for itself."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.domain import CloudPlace
from bot.environment import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudSettings:
    """Vertex AI and Cloud Storage; an empty *url* is Google's own.

    *service_account* is a key as Google's console gives it, with which people ask who have
    linked no account. *models_file* takes the place of the table of base models that ships.
    """

    url: str = ""
    storage_url: str = "https://storage.googleapis.com"
    place: CloudPlace = field(default_factory=CloudPlace)
    service_account: str = field(default="", repr=False)
    models_file: Path | None = None


def cloud_settings(read: Reader) -> CloudSettings:
    place = CloudPlace(
        project=read.text("VERTEX_PROJECT", ""),
        location=read.text("VERTEX_LOCATION", "us-central1"),
        bucket=read.text("VERTEX_BUCKET", "").removeprefix("gs://"),
    )
    models = read.given("VERTEX_MODELS_FILE")
    return CloudSettings(
        url=read.url("VERTEX_URL", ""),
        storage_url=read.url("STORAGE_URL", "https://storage.googleapis.com"),
        place=place,
        service_account=read.file("VERTEX_SERVICE_ACCOUNT_FILE"),
        models_file=Path(models) if models else None,
    )
