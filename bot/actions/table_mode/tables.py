"""At a table one person reports, and the others say whether it is right."""

from collections.abc import Iterator
from typing import Final

from bot.actions import contributions
from bot.actions.purposes import may_be_written_to
from bot.actions.table_mode import feedback
from bot.actions.visits import Participant, Visit
from bot.actions.wording import COMMENT
from bot.markup import bold, plain
from bot.render import Note, keep_buttons, note
from bot.taps import TableTap, Tap
from bot.updates import Toast
from conversations.cleaning import fold
from conversations.shown import clip
from locales import N_, Words, words
from storage import confirmations, participants, submissions, workshops
from storage.database import Session
from storage.submissions import Submission

MOST_ASKED: Final = 30  # people at one table
LONGEST_TABLE: Final = 60  # characters of its name


def after_sending(visit: Visit, submission_id: int) -> None:
    """Ask whether the table shall see what was sent; what was added goes to whom it is for."""
    sent = submissions.get_submission(visit.db, submission_id=submission_id)
    if sent.form_id == COMMENT:
        feedback.tell_what_was_added(visit, sent)
    elif contributions.may_be_read(sent):
        assert visit.participant is not None  # who has just sent it
        _offer(visit, visit.participant, sent)
    else:
        feedback.take_back(visit, sent)


def press(visit: Visit, participant: Participant, tap: TableTap) -> Toast | None:
    """Show a contribution of one's own to the table or not, or confirm that of another."""
    if tap.act == "confirm":
        return _confirm(visit, participant, tap)
    sent = submissions.find_submission(visit.db, submission_id=tap.submission)
    if sent is None or (sent.participant_id, sent.revision) != (participant.id, tap.revision):
        return visit.no_longer()
    if tap.act == "show":
        return _show(visit, participant, sent)
    visit.drop_buttons()
    return None


def find_shown(visit: Visit, participant: Participant, tap: TableTap) -> Submission | None:
    """Return what this person was shown, where it may still be read and is as they saw it."""
    sent = submissions.find_submission(visit.db, submission_id=tap.submission)
    if sent is None or not contributions.may_be_read(sent):
        return None
    asked = confirmations.list_asked(visit.db, submission_id=sent.id).get(participant.id)
    return sent if asked and asked.revision == sent.revision == tap.revision else None


def sit_together(one: Participant, other: Participant) -> bool:
    """Tell whether two people of a workshop sit at the same table."""
    return bool(one.table_name) and fold(one.table_name or "") == fold(other.table_name or "")


def say_changed(visit: Visit) -> Toast:
    return Toast(visit.words.say(N_("It was changed or taken back since you were shown it.")))


def _others(db: Session, participant: Participant) -> tuple[Participant, ...]:
    """Return the others at this person's table who may take part, have agreed and want messages."""
    workshop = workshops.get_workshop(db, workshop_id=participant.workshop_id)
    everybody = participants.list_participants(db, workshop_id=participant.workshop_id)
    others = (
        one
        for one in everybody
        if one.id != participant.id
        and sit_together(one, participant)
        and may_be_written_to(db, workshop, one)
    )
    return tuple(others)[:MOST_ASKED]


def _offer(visit: Visit, participant: Participant, sent: Submission) -> None:
    """Ask whether the others at the table shall see it, where somebody sits there and has not."""
    others = _others(visit.db, participant)
    asked = confirmations.list_asked(visit.db, submission_id=sent.id).values()
    if not others or any(one.revision == sent.revision for one in asked):
        return
    buttons: tuple[tuple[str, Tap], ...] = (
        (visit.words.say(N_("Show it")), TableTap("show", sent.id, sent.revision)),
        (visit.words.say(N_("Do not show it")), TableTap("keep", sent.id, sent.revision)),
    )
    visit.show(Note("\n".join(_asking(visit, participant, sent, len(others))), buttons))


def _asking(
    visit: Visit, participant: Participant, sent: Submission, readers: int
) -> Iterator[str]:
    """Yield the question to the author, who would read it, and what a change has undone."""
    was_shown = confirmations.list_asked(visit.db, submission_id=sent.id)
    question = (
        N_("You have changed it. Show it once more to the others at your table ({table})?")
        if was_shown
        else N_("Show it to the others at your table ({table})?")
    )
    yield bold(visit.words.say(question, table=participant.table_name))
    yield plain(
        visit.words.say_many(
            "{count} person would read its name and its main answers.",
            "{count} people would read its name and its main answers.",
            readers,
        )
    )
    if was_shown:
        count = confirmations.count(visit.db, submission_id=sent.id)
        yield plain(feedback.count_in_words(count, visit.words))


def _show(visit: Visit, author: Participant, sent: Submission) -> Toast | None:
    """Send the card to the others at the table, each in their language."""
    others = _others(visit.db, author)
    if not others or not contributions.may_be_read(sent):
        return visit.no_longer()
    before = confirmations.list_asked(visit.db, submission_id=sent.id)
    confirmations.ask_table(
        visit.db,
        submission_id=sent.id,
        revision=sent.revision,
        participant_ids=[one.id for one in others],
        now=visit.now,
    )
    told = {said: _described(visit, sent, said) for said in {words(one.language) for one in others}}
    for one in others:
        said = words(one.language)
        card = _card(told[said], said, sent, author.table_name or "", again=one.id in before)
        [message] = note(card)
        key = feedback.card_key(sent, one, revision=sent.revision)
        feedback.promise_to(visit, one, message, key=key)
    feedback.tell_count(visit, author, sent)
    return None


def _described(visit: Visit, sent: Submission, said: Words) -> str:
    workshop = workshops.get_workshop(visit.db, workshop_id=sent.workshop_id)
    return contributions.describe(visit.db, sent, workshop, house=visit.house, said=said)


def _card(told: str, said: Words, sent: Submission, table: str, *, again: bool) -> Note:
    heading = (
        N_("Changed since you were shown it, at your table ({table}):")
        if again
        else N_("Told at your table ({table}):")
    )
    parts = (
        plain(said.say(heading, table=clip(table, most=LONGEST_TABLE))),
        told,
        plain(said.say(N_("Is it right so? Whoever told it is told how many say yes, not who."))),
    )
    confirm = (said.say(N_("I confirm")), TableTap("confirm", sent.id, sent.revision))
    return Note("\n\n".join(parts), (confirm, add_button(said, sent)))


def add_button(said: Words, sent: Submission) -> tuple[str, Tap]:
    return said.say(N_("I would add something")), TableTap("add", sent.id, sent.revision)


def _confirm(visit: Visit, participant: Participant, tap: TableTap) -> Toast:
    """Count a yes to what was shown; where it was changed since, say so."""
    sent = find_shown(visit, participant, tap)
    if sent is None:
        visit.drop_buttons()
        return say_changed(visit)
    confirmations.confirm(
        visit.db, submission_id=sent.id, participant_id=participant.id, now=visit.now
    )
    rest = (add_button(visit.words, sent),)
    visit.edit_tapped(lambda message_id: keep_buttons(rest, message_id=message_id))
    author = participants.get_participant(visit.db, participant_id=sent.participant_id)
    feedback.tell_count(visit, author, sent)
    return Toast(visit.words.say(N_("✓ Confirmed. Thank you.")))
