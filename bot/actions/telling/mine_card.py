"""The card of something that was sent: read it, change it, choose who may see it, withdraw it."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from bot.actions.purposes import SHARE, who_may_see
from bot.actions.table_mode import feedback
from bot.actions.telling import changes, mine
from bot.actions.telling.around import of_version
from bot.actions.telling.mine import Told
from bot.actions.telling.taking import workshop_of
from bot.actions.visits import Participant, Visit
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note, review_text
from bot.taps import EraseTap, MineTap, QuestionTap, ResumeTap, Tap
from bot.updates import Toast
from locales import N_
from storage import confirmations, questions, redactions, reviews
from storage.questions import AskedBack
from storage.reviews import ReviewState

_REVIEWED: Final = MappingProxyType(
    {
        ReviewState.PUBLISHED: N_("The organisers have published it."),
        ReviewState.MERGED: N_("It counts together with another one that says much the same."),
    }
)


def press(visit: Visit, participant: Participant, tap: MineTap) -> Toast | None:
    """Do what a button under the list or under a card says."""
    if tap.act in {"list", "workshop"}:
        mine.put_mine(visit, participant)
        return None
    told = mine.find_told(visit, participant, tap.id)
    if told is None:
        return visit.no_longer()
    return _do(visit, participant, tap, told)


def _do(visit: Visit, participant: Participant, tap: MineTap, told: Told) -> Toast | None:
    match tap.act:
        case "read":
            _read(visit, participant, told)
        case "change" | "share":
            at = SHARE if tap.act == "share" else ""
            visit.drop_buttons()
            return changes.change(visit, participant, told.conversation, at=at)
        case "discard":
            changes.discard(visit, participant, told.conversation)
            return _card_again(visit, participant, told, N_("What you sent stays as it was."))
        case "withdraw":
            _ask_to_withdraw(visit, told)
        case "withdrawn":
            changes.withdraw(visit, participant, told.conversation)
            mine.put_mine(visit, participant)
            return Toast(visit.words.say(N_("It is withdrawn.")))
        case _:
            visit.show_in_place(_card(visit, told))
    return None


def _card_again(visit: Visit, participant: Participant, told: Told, said: str) -> Toast | None:
    now = mine.find_told(visit, participant, told.submission.id)
    assert now is not None  # it was there a moment ago, in this transaction
    visit.show_in_place(_card(visit, now))
    return Toast(visit.words.say(said))


def _card(visit: Visit, told: Told) -> Note:
    asked = questions.find_unanswered(visit.db, submission_id=told.submission.id)
    lines = (bold(mine.called(visit, told)), *map(plain, _facts(visit, told, asked)))
    return Note("\n".join(lines), tuple(_buttons(visit, told, asked)))


def _facts(visit: Visit, told: Told, asked: AskedBack | None) -> Iterator[str]:
    sent, say = told.submission, visit.words.say
    yield say(N_("Sent on {day}."), day=mine.day_of(visit, told, sent.completed_at))
    if sent.changed_at:
        yield say(N_("Changed on {day}."), day=mine.day_of(visit, told, sent.changed_at))
    if sent.share:
        yield say(N_("Who may see it: {who}"), who=who_may_see(visit, sent))
    if confirmations.list_asked(visit.db, submission_id=sent.id):
        count = confirmations.count(visit.db, submission_id=sent.id)
        yield feedback.count_in_words(count, visit.words)
    yield from _from_organisers(visit, told, asked)
    if changes.is_being_changed(told.conversation):
        yield say(N_("You are changing it. Until you send the change, it counts as it was."))


def _from_organisers(visit: Visit, told: Told, asked: AskedBack | None) -> Iterator[str]:
    """Yield what the organisers made of it: published, merged, a passage taken out, a question."""
    say, id_ = visit.words.say, told.submission.id
    found = reviews.find_review(visit.db, submission_id=id_)
    if found and found.state in _REVIEWED:
        yield say(_REVIEWED[found.state])
    for one in redactions.list_redactions(visit.db, submission_id=id_):
        yield say(N_("Not shown to others: “{passage}”"), passage=one.passage)
    if asked:
        yield say(N_("The organisers ask: {text}"), text=asked.text)


def _buttons(visit: Visit, told: Told, asked: AskedBack | None) -> Iterator[tuple[str, Tap]]:
    say, id_ = visit.words.say, told.submission.id
    if asked:
        yield say(N_("Answer")), QuestionTap("answer", asked.id)
    yield say(N_("Read it again")), MineTap("read", id_)
    if changes.is_being_changed(told.conversation):
        yield say(N_("Go on with the change")), ResumeTap(told.conversation.id)
        yield say(N_("Leave it as it was")), MineTap("discard", id_)
    else:
        yield say(N_("Change it")), MineTap("change", id_)
    if told.submission.share and not changes.is_being_changed(told.conversation):
        yield say(N_("Who may see it")), MineTap("share", id_)
    yield say(N_("Withdraw it")), MineTap("withdraw", id_)
    yield _back_to_list(visit)


def _read(visit: Visit, participant: Participant, told: Told) -> None:
    """Show all that was sent, in full: in place where it fits one message."""
    workshop = workshop_of(visit, participant)
    around = of_version(visit, workshop, told.submission.form_version_id)
    as_sent = changes.as_sent(told.conversation)
    review = around.read_again(around.restored(as_sent), language=visit.language)
    back = (visit.words.say(N_("Back")), MineTap("card", told.submission.id))
    visit.show_in_place(Note(review_text(review), (back,)))


def _ask_to_withdraw(visit: Visit, told: Told) -> None:
    """Ask once more, and say what withdrawing does and does not do."""
    say, id_ = visit.words.say, told.submission.id
    paragraphs = (
        bold(say(N_("Withdraw “{title}”?"), title=mine.called(visit, told))),
        plain(
            say(
                N_(
                    "From then on it is in no count, no list and no export, and its photos and"
                    " recordings are deleted. What the organisers have exported before, they still"
                    " have. To send it again, you would tell it anew."
                )
            )
        ),
        plain(
            say(
                N_("The text stays here, encrypted, until {erase} or the end of its time."),
                erase=name_of(Verb.ERASE, visit.words),
            )
        ),
    )
    buttons: tuple[tuple[str, Tap], ...] = (
        (say(N_("Yes, withdraw it")), MineTap("withdrawn", id_)),
        (say(N_("Erase it for ever")), EraseTap("told", id_)),
        (say(N_("No, leave it")), MineTap("card", id_)),
    )
    visit.show_in_place(Note("\n\n".join(paragraphs), buttons))


def _back_to_list(visit: Visit) -> tuple[str, Tap]:
    return visit.words.say(N_("All that I told")), MineTap("list")
