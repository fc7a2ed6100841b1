"""A base model so small that a step takes a millisecond: made here, from chance, for tests.

It knows nothing, but learns: a handful of pairs by heart in a few seconds.
"""

import subprocess
import sys
from pathlib import Path

CONTEXT = 256
TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
# The first is what the model can never say: the vector of what pads stays zero.
SPECIAL = ("<|pad|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>")


def make_base(folder: Path, *, layers: int = 2, template: str | None = TEMPLATE) -> Path:
    """Write a Hugging Face model folder; in a process of its own, so that ours has no torch."""
    arguments = [str(folder), str(layers), *([template] if template else [])]
    subprocess.run([sys.executable, "-m", "tests.tiny", *arguments], check=True)
    return folder


def main(folder: str, layers: str, template: str | None = None) -> None:
    import torch  # noqa: PLC0415 - in the process of its own
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: PLC0415

    torch.manual_seed(0)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(), eos_token="<|end|>", pad_token="<|pad|>"
    )
    tokenizer.chat_template = template
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=int(layers),
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        initializer_range=0.2,  # at the usual 0.02 the frozen head could not be sure of anything
        eos_token_id=1,
        bos_token_id=None,
        pad_token_id=0,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tokenizer():  # noqa: ANN202 - a type of the process of its own
    """Make each byte a token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: PLC0415

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate([*SPECIAL, *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


if __name__ == "__main__":
    main(*sys.argv[1:])
