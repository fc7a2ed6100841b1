"""What each service takes, by its name: also for those who check a file and link no account."""

from bot.domain import Limits

GEMINI = Limits(
    input_characters=40_000, output_characters=5_000, request_bytes=4_000_000, display_name=40
)

# Google counts tokens, 131,072 an example, and 1 GB a file; a token is four characters, about.
_CHARACTERS = 4 * 131_072
VERTEX = Limits(
    input_characters=_CHARACTERS,
    output_characters=_CHARACTERS,
    request_bytes=1_000_000_000,
    display_name=128,
    validation=5_000,
)

BY_NAME = {"gemini": GEMINI, "vertex": VERTEX}
