"""What was understood of a voice note: shown to its speaker, and an answer only by their word."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.actions.arriving import agreeing
from bot.actions.incoming import edits
from bot.actions.visits import House, Visit, come_back
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import VoiceAct, VoiceTap
from bot.updates import Toast
from conversations.inputs import Reworded
from locales import N_
from storage import conversations, deliveries, participants, submissions, transcripts
from storage.conversations import StoredConversation
from storage.database import Session
from storage.deliveries import Delivery
from storage.transcripts import Recording, Transcript, TranscriptState

__all__ = ["Recording"]

LEASE = timedelta(minutes=20)  # longer than listening may take
TRIES = 3


def claim(db: Session, *, owner: str, now: datetime) -> Recording | None:
    return transcripts.claim_recording(db, owner=owner, now=now, again_at=now + LEASE)


def find_next(db: Session) -> datetime | None:
    """Return when there is something to listen to; None: when somebody rings."""
    return transcripts.find_next_recording(db)


def release(db: Session, *, owner: str, now: datetime) -> None:
    """Let what an earlier life of this replica was listening to be claimed at once."""
    transcripts.release_recordings(db, owner=owner, now=now)


def language_of(db: Session, *, recording: Recording, now: datetime, house: House) -> str:
    """Return the language in which the speaker uses the bot, and most likely speaks to it."""
    return come_back(db, chat_id=recording.chat_id, now=now, house=house).language


def show(
    db: Session, *, recording: Recording, text: str, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Show the speaker what was understood; it is no answer before they say so."""
    if transcripts.keep_transcript(db, file_id=recording.file_id, text=text):
        visit = come_back(db, chat_id=recording.chat_id, now=now, house=house)
        if _may_be_asked(visit, recording):
            _ask(visit, recording, text)
        else:
            declined = TranscriptState.DECLINED
            transcripts.set_state(db, file_id=recording.file_id, state=declined)
            transcripts.forget_text(db, file_id=recording.file_id)
    return deliveries.promised(db)


def _may_be_asked(visit: Visit, recording: Recording) -> bool:
    """Tell whether the speaker still agrees to be asked: since they spoke a while has passed."""
    heard = transcripts.find_transcript(
        visit.db, file_id=recording.file_id, chat_id=recording.chat_id
    )
    assert heard is not None  # it was kept a moment ago, in this transaction
    told = submissions.get_submission(visit.db, submission_id=heard.submission_id)
    speaker = participants.get_participant(visit.db, participant_id=told.participant_id)
    return not speaker.stopped and agreeing.has_agreed(visit, speaker)


def _ask(visit: Visit, recording: Recording, text: str) -> None:
    heading = visit.words.say(N_("This is what I understood of your voice note. Is it right?"))
    visit.show(
        Note(
            f"{bold(heading)}\n\n<blockquote>{plain(text)}</blockquote>",
            _choices(visit, recording.file_id),
        )
    )


def give_up(db: Session, *, recording: Recording) -> None:
    """Let the voice note alone be the answer; that nothing was understood is no news to anybody."""
    if recording.attempts >= TRIES:
        transcripts.set_state(db, file_id=recording.file_id, state=TranscriptState.FAILED)


def press(visit: Visit, tap: VoiceTap) -> Toast | None:
    """Do what the speaker decided about the text."""
    heard = transcripts.find_transcript(visit.db, file_id=tap.file, chat_id=visit.came.chat_id)
    if heard is None:
        return visit.no_longer()
    match tap.act:
        case "use":
            _use(visit, heard, heard.text, used=TranscriptState.USED)
        case "use-with-voice":
            _use(visit, heard, heard.text, used=TranscriptState.USED_WITH_VOICE)
        case "correct":
            transcripts.set_state(visit.db, file_id=heard.file_id, state=TranscriptState.CORRECTING)
            visit.drop_buttons()
            visit.say(N_("Please write it as it should be. Your next message takes its place."))
        case "voice-only":
            _decline(visit, heard)
            visit.say(N_("The voice note is your answer, and the text is gone."))
        case _:
            assert_never(tap.act)
    return None


def take_correction(visit: Visit, text: str) -> bool:
    """Take what was written as the right text of a voice note, where that was announced."""
    heard = _corrected(visit)
    if heard is not None:
        _use(visit, heard, text, used=TranscriptState.USED)
    return heard is not None


def put_correction_aside(visit: Visit) -> None:
    """Take nothing more as a correction from who goes on with something else."""
    heard = _corrected(visit)
    if heard is not None:
        transcripts.set_state(visit.db, file_id=heard.file_id, state=TranscriptState.HEARD)


def _corrected(visit: Visit) -> Transcript | None:
    if not visit.house.hears:
        return None  # as most are, and need not be asked at each turn
    return transcripts.find_corrected(visit.db, chat_id=visit.came.chat_id)


def _use(visit: Visit, heard: Transcript, text: str, *, used: TranscriptState) -> None:
    """Let the text be the answer in place of the voice, which goes unless it is to stay.

    A text that is not taken, which is told why, leaves all as it was.
    """
    told = submissions.get_submission(visit.db, submission_id=heard.submission_id)
    speaker = participants.get_participant(visit.db, participant_id=told.participant_id)
    before = conversations.find_of_submission(visit.db, submission_id=told.id)
    ref = _ref_of(before, heard)
    if before is None or not ref:
        _decline(visit, heard)
        visit.say(N_("That answer has changed meanwhile, so I have left it as it is."))
        return
    transcripts.set_state(visit.db, file_id=heard.file_id, state=used)
    edits.correct(visit, speaker, before, Reworded(ref, text))
    after = conversations.find_of_submission(visit.db, submission_id=told.id)
    is_held = after is not None and after.state.get("held")
    if _ref_of(after, heard) and not is_held:
        transcripts.set_state(visit.db, file_id=heard.file_id, state=heard.state)
        return
    visit.drop_buttons()
    if not is_held:
        transcripts.forget_text(visit.db, file_id=heard.file_id)


def _decline(visit: Visit, heard: Transcript) -> None:
    transcripts.set_state(visit.db, file_id=heard.file_id, state=TranscriptState.DECLINED)
    transcripts.forget_text(visit.db, file_id=heard.file_id)
    visit.drop_buttons()


def _ref_of(stored: StoredConversation | None, heard: Transcript) -> str:
    """Return which question the voice note answers; empty where it answers none any more."""
    answers = stored.state["entry"]["answers"] if stored else {}
    return next((ref for ref, value in answers.items() if value == heard.name), "")


def _choices(visit: Visit, file_id: int) -> tuple[tuple[str, VoiceTap], ...]:
    labels: dict[VoiceAct, str] = {
        "use": N_("Use this text"),
        "use-with-voice": N_("Use it, and keep the recording"),
        "correct": N_("Correct it"),
        "voice-only": N_("Keep only the voice note"),
    }
    return tuple((visit.words.say(label), VoiceTap(act, file_id)) for act, label in labels.items())
