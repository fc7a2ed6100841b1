"""The one Google Cloud project that is here: what it is called, and what it allows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """*jobs* are tuned at once, up to *queue* more wait for quota, and the next is refused.

    In a project of *disabled* the API is off. *strangers* are addresses without any role in the
    project. *is_read*: Vertex AI itself may read the bucket. *lag*: seconds that each stage takes
    in which the real service only makes one wait.
    """

    project: str = "tuner-playground"
    number: str = "271828182845"
    disabled: tuple[str, ...] = ("tuner-no-api",)
    strangers: tuple[str, ...] = ()
    bucket: str = "tuner-playground"
    bucket_region: str = "us-central1"
    is_read: bool = True
    jobs: int = 1
    queue: int = 10
    lag: float = 0.5

    def is_mine(self, project: str) -> bool:
        return project in {self.project, self.number}

    def name(self, location: str, kind: str, id: str) -> str:
        """Return a resource's full name, which has the project's number in it."""
        return f"projects/{self.number}/locations/{location}/{kind}/{id}"


MULTI_REGIONS = {"us": "us-", "eu": "europe-"}
LOCATIONS = frozenset(
    {
        "global",
        *MULTI_REGIONS,
        *("us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west4"),
        *("northamerica-northeast1", "southamerica-east1", "europe-central2", "europe-north1"),
        *("europe-southwest1", "europe-west1", "europe-west2", "europe-west3", "europe-west4"),
        *("europe-west6", "europe-west8", "europe-west9", "asia-east1", "asia-east2"),
        *("asia-northeast1", "asia-northeast3", "asia-south1", "asia-southeast1"),
        *("australia-southeast1", "me-central1", "me-central2", "me-west1"),
    }
)
REGIONS = LOCATIONS - {"global", *MULTI_REGIONS}
