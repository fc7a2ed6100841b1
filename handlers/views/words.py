"""How numbers, lengths of time and names are said, the same everywhere."""

from datetime import timedelta

from handlers.views import kit


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def spell(length: timedelta) -> str:
    """Say a length of time in its two largest units."""
    seconds = max(round(length.total_seconds()), 1)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def loss(mean_loss: float) -> str:
    """Say a mean loss with three digits that count, and never as 1e-05."""
    return f"{mean_loss:.3f}" if mean_loss >= 0.01 else f"{mean_loss:.5f}"  # noqa: PLR2004


def model(name: str) -> str:
    """Say a base model by what people call it, safe inside our markdown."""
    return kit.escape(name.removeprefix("models/"))
