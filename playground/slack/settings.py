"""How a workspace is run."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

MEGABYTE = 1024 * 1024
FORM_FILE = 10 * MEGABYTE
RateLimits = Literal["on", "strict", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times are in seconds."""

    data: Path
    app: dict[str, str] = field(default_factory=dict[str, str])  # another workspace's, to share it
    manifest: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0
    rate_limits: RateLimits = "on"
    optional_scopes: tuple[str, ...] = ()  # of the manifest's `bot_optional`; "all" grants each
    ack_within: float = 3.0
    token_life: int = 43_200  # where the manifest has tokens rotate
    trigger_life: float = 3.0
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)  # before each repeat of an event
    response_life: float = 1800.0
    stream_life: float = 300.0  # without an append
    faults: tuple[dict[str, Any], ...] = ()  # rules, as in `playground.faults`
    largest_file: int = field(default=1024 * MEGABYTE)
