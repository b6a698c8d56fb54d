"""What becomes of a file that was fetched, and of one that never comes."""

from datetime import datetime, timedelta

from bot.actions.arriving import agreeing
from bot.actions.forms import publishing
from bot.actions.visits import House, Visit, come_back
from bot.inspection import Inspection
from conversations.shown import is_voice
from locales import N_
from storage import deliveries, files, participants, submissions, transcripts
from storage.database import Session
from storage.deliveries import Delivery
from storage.files import FileState, Purpose, WantedFile

__all__ = ["Purpose", "WantedFile"]

BETWEEN_TRIES = timedelta(minutes=1)
LEASE = timedelta(minutes=5)  # longer than a download and an inspection may take
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
LOST = N_(
    "A file that you sent for “{form}” did not reach me. Your other answers are safe. If you"
    " still can, open that question again and send the file once more."
)
UNUSABLE = N_(
    "I cannot open a file that you sent for “{form}”, and I have not kept it. Your other answers are"
    " safe. If it is a picture, open that question again and send it as a photo, not as a file."
)
TRIES = 3  # of what has come and cannot be used: that is a bug here, and no waiting mends it


def claim(db: Session, *, owner: str, now: datetime, limit: int) -> tuple[WantedFile, ...]:
    return files.claim_wanted(db, owner=owner, now=now, again_at=now + LEASE, limit=limit)


def find_next(db: Session) -> datetime | None:
    """Return when there is something to fetch; None: when somebody rings."""
    return files.find_next_wanted(db)


def release(db: Session, *, owner: str, now: datetime) -> None:
    """Let what an earlier life of this replica was fetching be claimed at once."""
    files.release_claimed(db, owner=owner, now=now)


def keep(db: Session, *, wanted: WantedFile, content: bytes, now: datetime, house: House) -> None:
    """Keep an answer, unless it was erased or replaced meanwhile; where one can, listen to it."""
    is_kept = files.keep_file(db, id=wanted.id, content=content, now=now)
    if is_kept and house.hears and is_voice(wanted.name):
        transcripts.want_transcript(db, file_id=wanted.id, now=now)


def name_of_workbook(db: Session, *, wanted: WantedFile, now: datetime, house: House) -> str | None:
    """Return what a workbook is called, by which it is read; None where nobody wants it any more."""
    visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
    return publishing.name_of_workbook(visit, _draft(wanted))


def take_inspection(
    db: Session, *, wanted: WantedFile, inspection: Inspection | None, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Tell the organiser what was found in a workbook; nothing else of the file stays."""
    if files.file_used(db, id=wanted.id, now=now) and inspection:
        visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
        publishing.take_inspection(visit, _draft(wanted), inspection)
    return deliveries.promised(db)


def attach(
    db: Session, *, wanted: WantedFile, content: bytes, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Put a file to the draft that names it."""
    if files.file_used(db, id=wanted.id, now=now):
        visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
        publishing.take_attachment(visit, _draft(wanted), wanted.name, content)
    return deliveries.promised(db)


def postpone(
    db: Session, *, wanted: WantedFile, at_least: timedelta, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Try again later, each time after a longer pause; after a day give it up."""
    if now - wanted.created_at >= GIVEN_UP_AFTER:
        return _lose(db, wanted, FileState.FAILED, now, house)
    pause = min(timedelta(seconds=2.0 ** min(wanted.attempts, 12)), LONGEST_PAUSE)
    files.try_again(db, id=wanted.id, due_at=now + max(pause, at_least))
    return ()


def put_by(db: Session, *, wanted: WantedFile, now: datetime, house: House) -> tuple[Delivery, ...]:
    """Try a file again that has come and could not be used; in the end tell whoever sent it."""
    if wanted.attempts < TRIES:
        files.try_again(db, id=wanted.id, due_at=now + BETWEEN_TRIES)
        return ()
    return _lose(db, wanted, FileState.FAILED, now, house, has_come=True)


def refuse(db: Session, *, wanted: WantedFile, now: datetime, house: House) -> tuple[Delivery, ...]:
    return _lose(db, wanted, FileState.REFUSED, now, house)


def refuse_unusable(
    db: Session, *, wanted: WantedFile, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Say that a file is not what it was sent as; nothing of it is kept."""
    if files.give_up(db, id=wanted.id, state=FileState.REFUSED):
        visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
        _say_of_answer(visit, wanted, UNUSABLE)
    return deliveries.promised(db)


def _lose(
    db: Session,
    wanted: WantedFile,
    state: FileState,
    now: datetime,
    house: House,
    *,
    has_come: bool = False,
) -> tuple[Delivery, ...]:
    """Give a file up, and say so to whoever sent it."""
    if files.give_up(db, id=wanted.id, state=state):
        visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
        if wanted.purpose is Purpose.ANSWER:
            _say_of_answer(visit, wanted, LOST)
        elif has_come:
            publishing.not_used(visit, _draft(wanted))
        else:
            publishing.not_received(visit, _draft(wanted))
    return deliveries.promised(db)


def _say_of_answer(visit: Visit, wanted: WantedFile, sentence: str) -> None:
    assert wanted.submission_id is not None  # it is of an answer
    told = submissions.get_submission(visit.db, submission_id=wanted.submission_id)
    sender = participants.get_participant(visit.db, participant_id=told.participant_id)
    if agreeing.has_agreed(visit, sender):  # who has taken that back is asked for nothing more
        visit.say(sentence, form=visit.title_of(told.form_version_id))


def _draft(wanted: WantedFile) -> int:
    assert wanted.form_draft_id is not None  # it is of a draft
    return wanted.form_draft_id
