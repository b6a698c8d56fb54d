"""Erasure: everything of a person is gone, or one contribution; with a receipt, and in plain words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.actions import offers
from bot.actions.rights import clearing
from bot.actions.rights.receipts import write_receipt
from bot.actions.table_mode import feedback
from bot.actions.telling import turns
from bot.actions.telling.memberships import title_of_workshop
from bot.actions.visits import Visit, promise_one
from bot.actions.wording import PROFILE
from bot.markup import bold, plain
from bot.render import Message, Note, send
from bot.taps import EraseTap, Tap
from bot.updates import Toast
from conversations.xforms.formdef import Kind
from locales import N_
from storage import audit, deliveries, erasures, memberships, participants, submissions, traces
from storage.database import Session
from storage.erasures import Erasure, Subject
from storage.participants import Participant
from storage.submissions import Submission

__all__ = [
    "Erasure",
    "ask_to_erase",
    "erase",
    "erase_participant",
    "erase_submission",
    "list_erasures",
    "redo",
]


def ask_to_erase(visit: Visit) -> None:
    """Ask what is to be erased: all of it, or of which workshop."""
    taking_part = memberships.list_memberships(visit.db, chat_id=visit.came.chat_id)
    if not taking_part:
        _say_nothing_to_erase(visit)
    elif len(taking_part) == 1:
        question = N_("Erase all that you told in this workshop? This cannot be undone.")
        erase_all = (visit.words.say(N_("Erase all")), EraseTap("one", taking_part[0].id))
        _ask(visit, question, (erase_all,), taking_part[0])
    else:
        question = N_("In which workshop is all that you told to be erased? This cannot be undone.")
        of_each = tuple(
            (title_of_workshop(visit, one), EraseTap("one", one.id)) for one in taking_part
        )
        of_all = (visit.words.say(N_("In all of them")), EraseTap("all", taking_part[0].id))
        _ask(visit, question, (*of_each, of_all), taking_part[0])


def erase(visit: Visit, tap: EraseTap) -> Toast | None:
    """Ask, erase, or leave it, as a button of this person's own says."""
    taking_part = memberships.list_memberships(visit.db, chat_id=visit.came.chat_id)
    if tap.act == "told":
        return _erase_told(visit, tap.of, taking_part)
    named = [one for one in taking_part if one.id == tap.of]
    if not named:
        return visit.no_longer()
    match tap.act:
        case "ask":
            ask_to_erase(visit)
        case "no":
            visit.drop_buttons()
            text = visit.words.say(N_("Nothing was erased."))
            visit.show(Note(plain(text), offers.way_back(visit)))
        case "one":
            _erase(visit, named)
        case "all":
            _erase(visit, taking_part)
        case _:
            assert_never(tap.act)
    return None


def erase_submission(visit: Visit, submission: Submission) -> str:
    """Remove one contribution with all that belongs to it, and return the receipt's number."""
    receipt = erasures.new_receipt()
    feedback.take_back(visit, submission)
    if submission.form_id == PROFILE:
        participants.set_country(visit.db, participant_id=submission.participant_id, country=None)
    erasures.erase(
        visit.db,
        Subject.SUBMISSION,
        submission.id,
        workshop_id=submission.workshop_id,
        receipt=receipt,
        now=visit.now,
    )
    _note(visit.db, visit.now, "contribution_erased", "submission", submission.workshop_id)
    return receipt


def erase_participant(visit: Visit, going: Participant, *, receipt: str) -> None:
    """Remove somebody from a workshop with all that they told in it."""
    for told in submissions.list_submissions(visit.db, participant_id=going.id):
        feedback.take_back(visit, told)
    erasures.erase(
        visit.db,
        Subject.PARTICIPANT,
        going.id,
        workshop_id=going.workshop_id,
        receipt=receipt,
        now=visit.now,
    )
    _note(visit.db, visit.now, "participant_erased", "participant", going.workshop_id)


def list_erasures(db: Session) -> tuple[Erasure, ...]:
    """Return all erasures, for the ledger."""
    return erasures.list_erasures(db)


def redo(db: Session, *, erased: Sequence[Erasure], now: datetime) -> int:
    """Erase again what a backup has brought back; return how much that was."""
    count = erasures.erase_again(db, erased)
    if count:
        _note(db, now, "erasures_repeated", f"{count} that a backup had brought back", None)
    return count


def _erase_told(visit: Visit, id_: int, taking_part: Sequence[Participant]) -> Toast | None:
    """Erase one contribution where it is this person's own, and say under which number."""
    told = submissions.find_submission(visit.db, submission_id=id_)
    if told is None or told.participant_id not in {one.id for one in taking_part}:
        return visit.no_longer()
    number = erase_submission(visit, told)
    visit.drop_buttons()
    sentence = N_(
        "It is erased. Receipt {number}. Your messages stand in this chat until you delete them."
    )
    visit.show(Note(plain(visit.words.say(sentence, number=number)), offers.way_back(visit)))
    return None


def _ask(
    visit: Visit, question: str, answers: tuple[tuple[str, Tap], ...], participant: Participant
) -> None:
    keep = (visit.words.say(N_("Keep it")), EraseTap("no", participant.id))
    visit.show(Note(bold(visit.words.say(question)), (*answers, keep)))


def _say_nothing_to_erase(visit: Visit) -> None:
    if visit.organiser:
        visit.say(
            N_(
                "As an organiser you told nothing. I keep the number of this chat and your language."
            )
        )
        return
    traces.remove_traces_of_stranger(visit.db, chat_id=visit.came.chat_id)
    _say_farewell(visit, [send(plain(visit.words.say(N_("I keep nothing about you."))))])


def _erase(visit: Visit, going: Sequence[Participant]) -> None:
    """Empty the chat, remove all of theirs, and give the receipt."""
    waits_for_place = turns.find_open_kind(visit, going[0]) is Kind.GEOPOINT
    number = erasures.new_receipt()
    last = send(write_receipt(visit, going, number=number))
    if waits_for_place:  # the button for it is below the text field, and goes with these words
        last = replace(last, payload=last.payload | {"reply_markup": {"remove_keyboard": True}})
    farewell = [*clearing.take_away(visit), last]
    for one in going:
        erase_participant(visit, one, receipt=number)
    _say_farewell(visit, farewell)


def _say_farewell(visit: Visit, messages: Sequence[Message]) -> None:
    """Promise the last words to this chat: with the last of them nothing of it is kept."""
    for number, message in enumerate(messages):
        promise_one(
            visit.db,
            message,
            chat_id=visit.came.chat_id,
            now=visit.now,
            house=visit.house,
            key=f"{deliveries.FAREWELL}{visit.came.update_id}:{number}",
        )


def _note(db: Session, at: datetime, action: str, subject: str, workshop_id: int | None) -> None:
    """Write down that it was done, and not by whom."""
    audit.record(
        db,
        at=at,
        role="participant",
        actor_chat_id=None,
        action=action,
        subject=subject,
        workshop_id=workshop_id,
    )
