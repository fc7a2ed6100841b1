"""What this machine is, and how a process with a model is set up on it."""

import hashlib
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the arithmetic runs: *dtype* is the base's; adapters are always float32."""

    device: str = "cpu"
    threads: int = 1
    dtype: str = "float32"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def arguments(self) -> tuple[str, str, str]:
        """For the command line of a process that computes so."""
        return self.device, str(self.threads), self.dtype

    @staticmethod
    def parse(device: str, threads: str, dtype: str) -> "Setting":
        return Setting(device, int(threads), dtype)


def cores() -> int:
    """How many this process may use, which a container may have cut down."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fingerprint() -> str:
    """Name what speed depends on: processor, core count and torch."""
    told = [platform.machine(), str(cores()), version("torch"), _processor()]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _processor() -> str:
    """Read the processor's model and its instruction sets."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return "\n".join(sorted({line for line in lines if line.startswith(("model name", "flags"))}))


QUIET = {
    # Threads that wait for one another by spinning take twice as long on a busy machine, and
    # those that never spin a tenth longer on a quiet one: so they do for some microseconds.
    "GOMP_SPINCOUNT": "10000",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # what CUDA needs to give the same sums twice
}


def environment(own: Mapping[str, str], *, online: bool = False) -> dict[str, str]:
    """Build what a process with a model sees; all but the conversion are kept off the hub."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [root, own.get("PYTHONPATH", "")]))
    return {
        **QUIET,
        **own,
        "PYTHONPATH": path,
        **({} if online else {"HF_HUB_OFFLINE": "1"}),
    }
