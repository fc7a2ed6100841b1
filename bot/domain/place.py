"""Where in Google's cloud models are tuned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CloudPlace:
    """A project, a location such as ``us-central1``, and the bucket that examples go to."""

    project: str = ""
    location: str = ""
    bucket: str = ""
