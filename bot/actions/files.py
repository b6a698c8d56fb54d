"""Files of answers: wanted in the turn that takes them, fetched after it, and told of when lost."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions.visits import House, Refusal, Visit, come_back
from bot.actions.wording import title_of
from bot.attached import Carrier, File
from conversations.inputs import Input, Sent
from conversations.standing import Conversation
from conversations.xforms.formdef import Kind, generic
from locales import N_
from storage import deliveries, files, jobs, submissions
from storage.database import Session
from storage.deliveries import Delivery
from storage.files import FileState, Purpose, WantedFile
from storage.ids import new_id
from storage.participants import Participant

__all__ = ["Purpose", "WantedFile"]

MOST_BYTES = 20 * 1024 * 1024  # what Telegram gives to a bot
MOST_A_DAY = 30  # files of one participant
MEDIA = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})

LEASE = timedelta(minutes=5)  # longer than a download may take
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)

_SUFFIXES = {
    Carrier.PHOTO: ".jpg",
    Carrier.VOICE: ".ogg",
    Carrier.AUDIO: ".mp3",
    Carrier.VIDEO: ".mp4",
    Carrier.VIDEO_NOTE: ".mp4",
    Carrier.DOCUMENT: "",
}
_LONGEST_SUFFIX = 8


class TooLarge(Refusal):
    sentence = N_(
        "This file is larger than 20 MB, and I cannot take it. Please send a smaller one."
    )


class TooMany(Refusal):
    sentence = N_("You have sent me 30 files in one day. I will take more tomorrow.")


def name_for(sent: File) -> str:
    """Name a file anew: what its sender called it may name a person, or lead out of a folder."""
    _, dot, suffix = sent.name.rpartition(".")
    suffix = suffix.lower()
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"{new_id():x}" + (f".{suffix}" if dot and is_plain else _SUFFIXES[sent.carrier])


def check_limits(visit: Visit, participant: Participant, sent: File) -> None:
    """Refuse what could not be fetched, or would be more than anybody needs."""
    if (sent.size or 0) > MOST_BYTES:
        raise TooLarge
    since = visit.now - timedelta(days=1)
    if files.count_sent_since(visit.db, participant_id=participant.id, since=since) >= MOST_A_DAY:
        raise TooMany


def is_first_of_album(visit: Visit, sent: File) -> bool:
    """Tell whether this is the file that counts; of the others something is said once."""
    if not sent.album or _claim(visit, sent.album):
        return True
    if _claim(visit, f"{sent.album} told"):
        visit.say(
            N_("You sent several at once. I take the first one only: please send them one by one.")
        )
    return False


def _claim(visit: Visit, key: str) -> bool:
    return jobs.claim_job(
        visit.db, key=f"album:{key}", kind=jobs.ALBUM, run_at=visit.now, now=visit.now
    )


def keep_up(visit: Visit, submission_id: int, conversation: Conversation, came_in: Input) -> None:
    """Want the file that has just become an answer, and drop those which no longer are one."""
    asked = {ref for ref, one in conversation.form.by_ref.items() if one.kind in MEDIA}
    if not asked:
        return
    answers: Mapping[str, str] = conversation.entry["answers"]
    refs = {value: ref for ref, value in answers.items() if generic(ref) in asked and value}
    files.keep_only(visit.db, submission_id=submission_id, names=refs)
    file = visit.came.sent
    if isinstance(came_in, Sent) and isinstance(file, File) and came_in.name in refs:
        files.want_file(
            visit.db,
            chat_id=visit.came.chat_id,
            purpose=Purpose.ANSWER,
            name=came_in.name,
            file_id=file.file_id,
            mime_type=file.mime_type,
            size=file.size,
            now=visit.now,
            submission_id=submission_id,
            ref=refs[came_in.name],
        )


def claim(db: Session, *, now: datetime, limit: int) -> tuple[WantedFile, ...]:
    return files.claim_wanted(db, now=now, again_at=now + LEASE, limit=limit)


def keep(db: Session, *, wanted: WantedFile, content: bytes, now: datetime) -> bool:
    """Keep what has come; False where it was erased or replaced meanwhile."""
    return files.keep_file(db, id=wanted.id, content=content, now=now)


def postpone(
    db: Session, *, wanted: WantedFile, at_least: timedelta, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Try again later, each time after a longer pause; after a day give it up."""
    if now - wanted.created_at >= GIVEN_UP_AFTER:
        return lose(db, wanted=wanted, state=FileState.FAILED, now=now, house=house)
    pause = min(timedelta(seconds=2.0 ** min(wanted.attempts, 12)), LONGEST_PAUSE)
    files.try_again(db, id=wanted.id, due_at=now + max(pause, at_least))
    return ()


def refuse(db: Session, *, wanted: WantedFile, now: datetime, house: House) -> tuple[Delivery, ...]:
    return lose(db, wanted=wanted, state=FileState.REFUSED, now=now, house=house)


def lose(
    db: Session, *, wanted: WantedFile, state: FileState, now: datetime, house: House
) -> tuple[Delivery, ...]:
    """Give a file up, and say so to whoever sent it."""
    if files.give_up(db, id=wanted.id, state=state):
        visit = come_back(db, chat_id=wanted.chat_id, now=now, house=house)
        visit.say(
            N_(
                "A file that you sent for “{form}” did not reach me. Your other answers are safe."
                " If you still can, open that question again and send the file once more."
            ),
            form=_title(visit, wanted),
        )
    return deliveries.promised(db)


def _title(visit: Visit, wanted: WantedFile) -> str:
    assert wanted.submission_id is not None  # it is of an answer
    told = submissions.get_submission(visit.db, submission_id=wanted.submission_id)
    return title_of(visit.house.forms.get(visit.db, told.form_version_id), visit.words)
