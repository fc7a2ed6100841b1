"""Everything that a person can ask Tuner to do. Knows nothing of Slack's API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import datasets
from bot.asking import Asking
from bot.cards import PutUp
from bot.domain import (
    Account,
    BaseModel,
    Claim,
    Clock,
    Draft,
    DraftClaim,
    DraftState,
    Example,
    JobState,
    NewsKind,
    Preflight,
    TuningJob,
    expected_time,
    utc_now,
)
from bot.errors import (
    InvalidInput,
    NotAllowed,
    UnusableFile,
)
from bot.following import Following
from bot.models import Models
from bot.pacing import Pace
from bot.store import WorkspaceStore
from bot.tuning import TuningService

FIRST_LOOK = 3  # examples that a pre-flight shows


@dataclass(frozen=True, slots=True)
class Tuner:
    """Tuner for one workspace; *service_for* takes a user's id.

    *eager* is how soon a young job is looked at again; *keyed* takes an API key; the last
    three, which are all workspaces', are as `Following` has them.
    """

    workspace: str
    store: WorkspaceStore
    service_for: Callable[[str], TuningService]
    clock: Clock = utc_now
    eager: timedelta = timedelta(seconds=15)
    keyed: Callable[[str], TuningService] | None = None
    pace: Pace = field(default_factory=Pace)
    is_awaited: Callable[[str], bool] = lambda _: False
    chance: Callable[[], float] = lambda: 0.0

    @property
    def following(self) -> Following:
        return Following(
            self.store,
            self.service_for,
            self.clock,
            self.eager,
            self.pace,
            self.is_awaited,
            self.chance,
        )

    @property
    def models(self) -> Models:
        return Models(self.store, self.service_for, self.clock)

    @property
    def asking(self) -> Asking:
        return Asking(self.store, self.service_for, self.keyed, self.clock)

    def account(self, user: str) -> Account | None:
        return self.store.accounts.account(user)

    def base_models(self, user: str) -> Sequence[BaseModel]:
        return self.service_for(user).base_models()

    def receive(self, draft: Draft) -> DraftClaim | None:
        """Write a submitted form down; None if it is known already.

        Raises `InvalidInput` if it asks for an id that another model has.
        """
        self._check_id(draft)
        return self.store.drafts.receive(draft, now=self.clock())

    def check(self, claim: DraftClaim, content: bytes, file_name: str) -> Preflight:
        """Keep a file that can be learnt from, or raise `UnusableFile`, which is remembered."""
        draft, limits = claim.draft, self.service_for(claim.draft.owner).limits
        try:
            examples = datasets.read(content, file_name, limits)
        except UnusableFile:
            refused = replace(draft, state=DraftState.REFUSED, file_name=file_name)
            self.store.drafts.settle(claim, refused)
            raise
        now = self.clock()
        dataset = self.store.datasets.keep(content, name=file_name, owner=draft.owner, at=now)
        checked = replace(
            draft,
            state=DraftState.CHECKED,
            file_name=file_name,
            dataset=dataset,
            examples=len(examples),
        )
        self.store.drafts.settle(claim, checked)
        return self._preflight(checked, examples)

    def refuse(self, claim: DraftClaim) -> None:
        """Remember that a draft's file could not be fetched."""
        self.store.drafts.settle(claim, replace(claim.draft, state=DraftState.REFUSED))

    def preflight(self, draft_id: str) -> Preflight:
        draft = self._checked(draft_id)
        return self._preflight(draft, self.following.examples(draft))

    def want(self, draft_id: str, *, by: str) -> Claim | None:
        """Write down that *Start* was pressed; None if it was pressed before.

        No network: this comes before the ack. The job may have got a number to its name.
        """
        draft, now = self._checked(draft_id), self.clock()
        if by != draft.owner:
            raise NotAllowed("Only the person who filled in the form can start it.")
        self._check_id(draft)
        job = TuningJob(
            id=draft.id,
            owner=draft.owner,
            order=draft.order,
            dataset=draft.dataset,
            examples=draft.examples,
            wanted=now,
            total_steps=draft.order.hyperparameters.steps(draft.examples),
        )
        return self.store.jobs.add(job, now=now)

    def begin(self, claim: Claim, put_up: PutUp) -> TuningJob:
        """Put up the card of a job that was just wanted, and start it; see `look`."""
        return self.look(claim, self.clock(), put_up)

    def look(self, claim: Claim, now: datetime, put_up: PutUp) -> TuningJob:
        """Move a claimed job on, as `Following.look` says."""
        return self.following.look(claim, now, put_up)

    def cancel(self, id: str, *, by: str) -> TuningJob:
        """Stop a job. One that was quicker than we were is `READY` all the same."""
        return self.following.cancel(id, by=by)

    def job(self, id: str) -> TuningJob:
        return self.store.jobs.job(id)

    def jobs(self, user: str) -> Sequence[TuningJob]:
        """Return the jobs that *user* may see, newest first, each with its last snapshot."""
        return self.models.jobs(user)

    def untold(self) -> Sequence[tuple[TuningJob, NewsKind]]:
        """Return the news that was given up; what happened stands on the cards."""
        return self.store.jobs.untold(self.clock())

    def find(self, text: str, *, user: str) -> tuple[TuningJob, str]:
        """Split ``NAME prompt`` or ``NAME: prompt``; the longest name that fits wins."""
        return self.models.find(text, user=user)

    def _checked(self, draft_id: str) -> Draft:
        draft = self.store.drafts.draft(draft_id)
        if draft.state is DraftState.RECEIVED:
            raise InvalidInput("Your file is still being read. Try again.", field="file")
        if draft.state is DraftState.REFUSED:
            raise InvalidInput("That file can't be used. Attach another one.", field="file")
        return draft

    def _check_id(self, draft: Draft) -> None:
        wanted = draft.order.model_id
        taken = self.store.jobs.called(wanted) if wanted else None
        if taken and taken.id != draft.id and taken.state is not JobState.DELETED:
            words = f"*{taken.order.display_name}* has the id {wanted} already. Choose another one."
            raise InvalidInput(words, field="model_id")

    def _preflight(self, draft: Draft, examples: Sequence[Example]) -> Preflight:
        return Preflight(
            draft=draft,
            examples=len(examples),
            steps=draft.order.hyperparameters.steps(len(examples)),
            expected=expected_time(draft.order, len(examples), self.store.jobs.jobs()),
            first=tuple(examples[:FIRST_LOOK]),
        )
