"""Turn any source of a base model into one folder of safetensors and tokenizer files.

`python -m playground.trainer.convert SOURCE FOLDER`: a Hugging Face id, a folder or a GGUF
file. Several seconds to a minute, once; afterwards the base loads in a second.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from playground.trainer.catalogue import context_of
from playground.trainer.child import lifeline, voice
from playground.trainer.disk import filling, write_json


def convert(source: str, folder: Path) -> None:
    """Appears whole or not at all; raises `ValueError` in words for what can't be a base."""
    place, options = _place(source)
    tokenizer = _tokenizer(place, options)
    model: Any = AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32, **options)
    context = context_of(model.config.to_dict())
    if not context:
        raise ValueError("Its configuration does not say how many tokens it can hold.")
    with filling(folder) as made:
        _as_if_never_packed(model)
        model.save_pretrained(made)
        tokenizer.save_pretrained(made)
        if not (made / "tokenizer.json").exists():
            raise ValueError("It has no fast tokenizer (tokenizer.json).")
        write_json(made / "base.json", {"source": source, "context": context})


def _tokenizer(place: str, options: dict[str, str]) -> Any:
    tokenizers: Any = AutoTokenizer
    return tokenizers.from_pretrained(place, **options)


def _read_once() -> None:
    """Keep what is read of a GGUF file.

    It is read for the configuration, the tokenizer and the weights, seconds each, and its table
    of names is made for each layer anew.
    """
    library: Any = gguf
    library.GGUFReader = cache(library.GGUFReader)
    library.get_tensor_name_map = cache(library.get_tensor_name_map)


def _place(source: str) -> tuple[str, dict[str, str]]:
    file = Path(source)
    if file.suffix == ".gguf":
        return str(file.parent), {"gguf_file": file.name}
    return source, {}


def _as_if_never_packed(model: Any) -> None:
    """Weights from GGUF are plain numbers by now, but still marked as what can't be saved."""
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.hf_quantizer = None
    model.is_quantized = False


def main() -> None:
    say = voice()
    lifeline()
    _read_once()
    source, folder = sys.argv[1:]
    try:
        convert(source, Path(folder))
    except (ValueError, OSError, ImportError, RuntimeError) as error:
        say({"failed": str(error).splitlines()[0] if str(error) else type(error).__name__})
        raise


if __name__ == "__main__":
    main()
