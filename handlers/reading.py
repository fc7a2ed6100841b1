"""Read the file of a submitted form, and show what is in it."""

from dataclasses import dataclass

from bot.domain import Draft, DraftClaim, Preflight
from bot.errors import TunerError
from bot.tuner import Tuner
from handlers import origins
from handlers.parts import Parts
from handlers.surface import Surface, WayBack
from handlers.views import kit, preflight
from handlers.views import start as form


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Used when a form comes in, and by the poller for forms that a restart has left unread."""

    parts: Parts

    def read(self, claim: DraftClaim) -> None:
        """Fetch and check the file; say what was found where the person is."""
        draft, tuner = claim.draft, self.parts.tuner_for(claim.workspace)
        client = self.parts.client_for(claim.workspace)
        surface = Surface.away(client, claim.workspace, draft.owner, draft.view)
        try:
            found = self._look(claim, tuner)
        except TunerError as error:
            refused(surface, draft, tuner, error)
        else:
            surface.offer(preflight.build(found), preflight.message(found))

    def _look(self, claim: DraftClaim, tuner: Tuner) -> Preflight:
        client = self.parts.client_for(claim.workspace)
        try:
            content, name = self.parts.files.fetch(client, claim.draft.file_id)
            return tuner.check(claim, content, name)
        except TunerError:
            tuner.refuse(claim)  # or else the poller would come back to it
            raise


def refused(surface: Surface, draft: Draft, tuner: Tuner, error: TunerError) -> None:
    """Say what is wrong above the form, with all that was entered; by message if it is gone."""
    answers, words = form.Answers.of(draft), form.words_of(error)
    text = f":warning: {words}"
    button = kit.actions(form.again(answers))
    surface.offer(
        form.build(answers, origins.for_draft(tuner, draft), words=words),
        kit.Message(text=text, blocks=[kit.section(text), button]),
    )


def back_to_form(draft: Draft, tuner: Tuner) -> WayBack:
    answers = form.Answers.of(draft)
    return WayBack(
        lambda words: form.build(answers, origins.for_draft(tuner, draft), words=words),
        form.again(answers),
    )
