"""How numbers, lengths of time and names are said, the same everywhere."""

from datetime import timedelta

from bot.domain import TUNED, Hyperparameters, Order, Price, Sampling, Site
from handlers.views import kit

SAMPLING = {"temperature": "temperature", "top_p": "top-p", "top_k": "top-k"}


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
    return kit.escape(name.removeprefix("models/").removeprefix(TUNED))


def where(title: str, site: Site) -> str:
    """Say where something is tuned, if that is a place in the cloud."""
    place = site.place
    if not place.project:
        return title
    return f"{title}, `{kit.escape(place.project)}` in `{kit.escape(place.location)}`"


def plain_base(order: Order) -> str:
    """Say what a training starts from, in plain text."""
    if order.starts_from_tuned:
        return order.base_name or "a tuned model"
    return order.base_model.removeprefix("models/")


def base(order: Order) -> str:
    """Say the same inside our markdown; a tuned model stands out."""
    said = kit.escape(plain_base(order))
    return f"*{said}*, tuned" if order.starts_from_tuned and order.base_name else said


def epochs(given: Hyperparameters, between: str = ", ") -> tuple[str, str]:
    """Say how often and in what pieces is learnt; a service may choose the pieces itself."""
    if not given.batch_size:
        return "Epochs", f"{given.epochs}"
    return f"Epochs{between}batch size", f"{given.epochs}, {given.batch_size}"


def adapter(given: Hyperparameters) -> list[tuple[str, str]]:
    return [("Adapter size", f"{given.adapter_size}")] if given.adapter_size else []


def rate(given: Hyperparameters) -> str:
    """Say the learning rate; a multiplier is of the service's usual one."""
    if given.learning_rate_multiplier not in {None, 1}:
        return f"{given.learning_rate_multiplier:g} times the usual"
    return "the service's usual" if given.learning_rate is None else f"{given.learning_rate:g}"


def chosen(given: Hyperparameters, sampling: Sampling) -> list[tuple[str, str]]:
    """Say how a model is taught, and how it answers as far as that was chosen."""
    taught = [
        ("Epochs", f"{given.epochs}"),
        *([("Batch size", f"{given.batch_size}")] if given.batch_size else []),
        ("Learning rate", rate(given)),
        *adapter(given),
    ]
    known = {
        "Temperature": sampling.temperature,
        "Top-p": sampling.top_p,
        "Top-k": sampling.top_k,
    }
    return taught + [(name, f"{it:g}") for name, it in known.items() if it is not None]


def price(given: Price) -> str:
    """Say about what something costs, and of when its prices are."""
    dated = f" (prices of {given.as_of})" if given.as_of else ""
    return kit.escape(f"{given.about}{dated}")


def sampling(given: Sampling) -> str:
    """Say how answers are chosen, as far as it differs from the base model."""
    said = {label: getattr(given, name) for name, label in SAMPLING.items()}
    return ", ".join(f"{label} {value:g}" for label, value in said.items() if value is not None)


def size(number: int) -> str:
    """Say how large a file is."""
    if number < 1000:  # noqa: PLR2004
        return count(number, "byte")
    return f"{number / 1000:,.0f} KB" if number < 1_000_000 else f"{number / 1_000_000:,.1f} MB"  # noqa: PLR2004
