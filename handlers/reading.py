"""Read the file of a submitted form, and show what is in it."""

import logging
from dataclasses import dataclass, field

from bot.domain import Draft, DraftClaim, Origin, Preflight
from bot.errors import InvalidInput, NotPublic, TunerError
from bot.library import Found
from bot.tuner import Tuner
from handlers import origins
from handlers.files import FORM_BYTES, POSTED_BYTES
from handlers.histograms import Histograms
from handlers.parts import Parts
from handlers.speaking import heard
from handlers.surface import Surface, WayBack
from handlers.views import columns, connect, kit, preflight
from handlers.views import start as form

log = logging.getLogger(__name__)

GIVEN_UP = "I could not read this file, however often I tried: that is our fault. Attach it again."


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Used when a form comes in, and by the poller for forms that a restart has left unread."""

    parts: Parts
    histograms: Histograms = field(default_factory=Histograms)

    def read(self, claim: DraftClaim) -> None:
        """Do it for the poller, which is to hear whose trouble it is when something goes wrong."""
        with heard():
            self.read_now(claim)

    def read_now(self, claim: DraftClaim) -> None:
        """Fetch and check the file; say what was found where the person is."""
        draft, tuner = claim.draft, self.parts.tuner_for(claim.workspace)
        client = self.parts.client_for(claim.workspace)
        surface = Surface.away(client, claim.workspace, draft.owner, draft.view)
        try:
            found = self._look(claim, tuner)
        except TunerError as error:
            refused(surface, draft, tuner, error)
        else:
            self.show(surface, found)

    def give_up(self, claim: DraftClaim) -> None:
        """Offer the form again: each time that its file was read, something went wrong."""
        tuner, client = (
            self.parts.tuner_for(claim.workspace),
            self.parts.client_for(claim.workspace),
        )
        tuner.refuse(claim)
        draft = claim.draft
        surface = Surface.away(client, claim.workspace, draft.owner, draft.view)
        refused(surface, draft, tuner, InvalidInput(GIVEN_UP, field="file"))

    def show(self, surface: Surface, found: Found, said: str = "") -> None:
        """Show what was found, at once; the picture of its lengths follows when it is drawn."""
        if not isinstance(found, Preflight):
            surface.offer(columns.build(found), columns.message(found))
            return
        shown = surface.offer(preflight.build(found, said), preflight.message(found))
        picture = self.histograms.picture(surface.client, found.report) if shown else None
        if picture:
            surface.amend(preflight.build(found, said, picture), shown)

    def _look(self, claim: DraftClaim, tuner: Tuner) -> Found:
        try:
            if claim.draft.version:
                return tuner.library.check_again(claim)
            return self._fetched(claim, tuner)
        except TunerError:
            tuner.refuse(claim)  # or else the poller would come back to it
            raise

    def _fetched(self, claim: DraftClaim, tuner: Tuner) -> Found:
        draft, client = claim.draft, self.parts.client_for(claim.workspace)
        if draft.link:
            file, name = self.parts.sheets.fetch(claim.workspace, draft.owner, draft.link)
        else:
            most = POSTED_BYTES if draft.origin is Origin.MESSAGE else FORM_BYTES
            file, name = self.parts.files.fetch(client, draft.file_id, most=most)
        with file:
            return tuner.library.check(claim, file, name)


def refused(surface: Surface, draft: Draft, tuner: Tuner, error: TunerError) -> None:
    """Say what is wrong above the form, with all that was entered; by message if it is gone."""
    answers, words = form.Answers.of(draft), form.words_of(error)
    text = f":warning: {words}"
    more = [connect.for_sheets(answers)] if isinstance(error, NotPublic) else []
    surface.offer(
        origins.form_again(tuner, draft, words, more),
        kit.Message(text=text, blocks=[kit.section(text), kit.actions(form.again(answers), *more)]),
    )


def back_to_form(draft: Draft, tuner: Tuner) -> WayBack:
    answers = form.Answers.of(draft)
    return WayBack(
        lambda words: origins.form_again(tuner, draft, words),
        form.again(answers),
    )
