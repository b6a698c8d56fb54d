"""What is sent without words: a file or a place, as the answer to a question that wants it."""

from bot.actions import files
from bot.actions.arriving import welcome
from bot.actions.forms import previewing, publishing
from bot.actions.forms.previewing import Preview
from bot.actions.roles import Deed, find_allowed
from bot.actions.telling import captures, turns
from bot.actions.telling.taking import kind_of_open, take_input
from bot.actions.visits import Participant, Visit
from bot.attached import Carrier, File
from bot.updates import Toast
from conversations.inputs import Attachment, Input, Sent, Spoken, Voice
from conversations.xforms.formdef import Kind

_SPOKEN = frozenset({Carrier.VOICE, Carrier.VIDEO_NOTE})


def receive_file(visit: Visit, sent: File) -> Toast | None:
    """Give a file to whoever it is for: an organiser may be a participant, or try a form."""
    tried = previewing.find_open(visit)
    changes_forms = find_allowed(visit, Deed.CHANGE_FORMS)
    if changes_forms and sent.carrier is Carrier.DOCUMENT and not _answers(visit, tried):
        publishing.receive_document(visit, changes_forms, sent)
        return None
    if tried:  # of which nothing is fetched
        wanted = previewing.find_open_kind(visit, tried)
        return previewing.take(visit, tried, _as_input(sent, wanted))
    if changes_forms and visit.participant is None:
        publishing.ask_for_document(visit)
        return None
    participant = welcome.may_answer(visit)
    return _take(visit, participant, sent) if participant else None


def _answers(visit: Visit, tried: Preview | None) -> bool:
    """Tell whether the person is at a question that a file answers."""
    if tried:
        return previewing.find_open_kind(visit, tried) in files.MEDIA
    participant = visit.participant
    return participant is not None and turns.find_open_kind(visit, participant) in files.MEDIA


def _take(visit: Visit, participant: Participant, sent: File) -> Toast | None:
    """Take a file as the answer to the open question; of several sent in one go the first."""
    stored = turns.find_open(visit, participant)
    if stored is None:
        return captures.keep(visit, participant)
    if not files.is_first_of_album(visit, sent):
        return None
    came_in = _as_input(sent, kind_of_open(visit, stored))
    if isinstance(came_in, Sent | Spoken):
        files.check_limits(visit, participant, sent)
    if isinstance(came_in, Spoken):
        files.check_voice(sent)
    return take_input(visit, participant, stored, came_in)


def _as_input(sent: File, wanted: Kind | None) -> Input:
    if wanted in files.MEDIA:
        return Sent(files.kind_of(sent), files.name_for(sent))
    if wanted is Kind.TEXT and sent.carrier is Carrier.VOICE:
        return Spoken(files.voice_name())
    return Voice() if sent.carrier in _SPOKEN else Attachment()
