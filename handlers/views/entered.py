"""What somebody has entered in the form that starts a tuning job."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from bot.domain import (
    GEMINI,
    Audience,
    Draft,
    Hyperparameters,
    Order,
    Origin,
    Sampling,
    Site,
    TuningJob,
    VersionId,
)
from handlers.views import kit, parameters

FILE = "The same file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What stands in the form.

    The examples are in *version* of *dataset*, or in a file, or behind a *link*; with none of
    them, the person has yet to say. *thread_ts* is where the person came from; a refusal is
    told there if the modal is gone. *unfolded* says whether the advanced inputs are shown. The
    form was for a *service*; *checkpoint* is of the tuned model that it starts from.
    """

    display_name: str = ""
    base_model: str = ""
    base_name: str = ""
    file_id: str = ""
    file_name: str = ""
    link: str = ""
    origin: Origin = Origin.FORM
    dataset: str = ""
    version: int = 0
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    channel: str = ""
    audience: Audience = Audience.CHANNEL
    thread_ts: str = ""
    description: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    model_id: str = ""
    unfolded: bool = False
    service: str = GEMINI
    system_instruction: str = ""
    checkpoint: str = ""

    @classmethod
    def of(cls, draft: Draft) -> Self:
        order, version = draft.order, draft.version
        return cls(
            display_name=order.display_name,
            base_model=order.base_model,
            base_name=order.base_name,
            file_id=draft.file_id,
            file_name=draft.file_name,
            link="" if version else draft.link,
            origin=draft.origin,
            dataset=version.dataset if version else "",
            version=version.number if version else 0,
            hyperparameters=order.hyperparameters,
            channel=order.channel,
            audience=order.audience,
            description=order.description,
            sampling=order.sampling,
            model_id=order.model_id,
            service=order.site.service,
            system_instruction=order.system_instruction,
            checkpoint=order.checkpoint,
        )

    @classmethod
    def of_job(cls, job: TuningJob) -> Self:
        """Return what a job was asked for, on the very same examples; its id can't be had twice."""
        version, order = job.version, replace(job.order, model_id="")
        draft = Draft(
            id="",
            owner=job.owner,
            order=order,
            file_id="",
            view="",
            received=job.wanted,
            version=version,
            file_name=FILE,
        )
        return cls.of(draft)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote."""
        kept: dict[str, Any] = json.loads(text)
        kinds: dict[str, Callable[..., Any]] = {
            "hyperparameters": Hyperparameters,
            "sampling": Sampling,
        }
        made = {name: kind(**kept[name]) for name, kind in kinds.items() if name in kept}
        kept["audience"] = Audience(kept.get("audience", Audience.CHANNEL))
        kept["origin"] = Origin(kept.get("origin", Origin.FORM))
        return cls(**(kept | made))

    @property
    def is_attached(self) -> bool:
        """Say whether there is something to learn from that stays as it is."""
        return bool(self.file_id or self.dataset)

    @property
    def texts(self) -> dict[str, str]:
        """Return what stands in the advanced inputs."""
        return parameters.texts(
            self.hyperparameters,
            self.sampling,
            self.description,
            self.model_id,
            self.system_instruction,
        )

    def dump(self) -> str:
        """Return the answers as a button's value, which has room for little.

        Defaults are left out, and the name of the file if it is too much even so.
        """
        usual = asdict(type(self)())
        said = {name: it for name, it in asdict(self).items() if it != usual[name]}
        text = _compact(said)
        return text if len(text) <= kit.BUTTON_VALUE else _compact(said | {"file_name": ""})

    def draft(self, id: str, *, owner: str, view: str, received: datetime) -> Draft:
        """Return what is written down of the form before Slack hears that it has arrived."""
        order = Order(
            display_name=self.display_name,
            base_model=self.base_model,
            base_name=self.base_name,
            channel=self.channel,
            audience=self.audience,
            hyperparameters=self.hyperparameters,
            description=self.description,
            sampling=self.sampling,
            model_id=self.model_id,
            site=Site(self.service),
            system_instruction=self.system_instruction,
            checkpoint=self.checkpoint,
        )
        return Draft(
            id=id,
            owner=owner,
            order=order,
            file_id=self.file_id,
            file_name=self.file_name,
            view=view,
            received=received,
            link=self.link,
            origin=self.origin,
            version=VersionId(self.dataset, self.version) if self.dataset else None,
        )


def _compact(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
