"""Erasing what somebody else told: one contribution, or all of its author's in this workshop.

It takes a code and a second yes; it is noted and given a receipt as when people erase it themselves,
and whoever told it hears of it in one sentence.
"""

from typing import Final

from bot.actions import contributions, purposes
from bot.actions.organising.team import factor
from bot.actions.rights import erasing
from bot.actions.roles import Deed, Organiser, require, write_down
from bot.actions.visits import Visit, promise_one
from bot.markup import bold, plain
from bot.render import Note, say
from bot.taps import EraseOthersTap, OthersAct, Tap
from bot.updates import Toast
from locales import N_, words
from storage import deliveries, erasures, participants, submissions, workshops
from storage.participants import Participant
from storage.submissions import Submission


def button(visit: Visit, told: Submission) -> tuple[str, Tap]:
    """Return the button by which an organiser begins to erase a contribution."""
    return visit.words.say(N_("Erase…")), EraseOthersTap("ask", told.id)


def press(visit: Visit, tap: EraseOthersTap) -> Toast | None:
    """Ask what is to be erased, ask for a code, ask once more, and do it."""
    told = submissions.find_submission(visit.db, submission_id=tap.submission)
    if told is None:
        return visit.no_longer()
    organiser = require(visit, Deed.ERASE_OTHERS, workshop_id=told.workshop_id)
    if tap.act == "ask":
        visit.show(_which(visit, told))
        return None
    if tap.act == "no":
        visit.drop_buttons()
        visit.say(N_("Nothing was erased."))
        return None
    if not factor.require_fresh(visit, organiser, tap):
        return None
    if tap.act in _ASKED_ONCE_MORE:
        visit.show(_surely(visit, told, tap.act))
        return None
    visit.drop_buttons()
    if tap.act == "one-surely":
        _erase_one(visit, organiser, told)
    else:
        _erase_all(visit, organiser, told)
    return None


_ASKED_ONCE_MORE: Final[dict[OthersAct, OthersAct]] = {"one": "one-surely", "all": "all-surely"}


def _which(visit: Visit, told: Submission) -> Note:
    name = contributions.name_of(visit.db, told, house=visit.house, said=visit.words)
    question = visit.words.say(N_("What is to be erased of “{title}”?"), title=name)
    return Note(
        bold(question),
        (
            (visit.words.say(N_("This contribution")), EraseOthersTap("one", told.id)),
            (visit.words.say(N_("All that its author told")), EraseOthersTap("all", told.id)),
            _nothing(visit, told),
        ),
    )


def _surely(visit: Visit, told: Submission, act: OthersAct) -> Note:
    sentence = N_("Erase “{title}”? This cannot be undone. Whoever told it is told so.")
    if act == "all":
        sentence = N_(
            "Erase all that the author of “{title}” told in this workshop? This cannot be undone."
            " Whoever told it is told so."
        )
    name = contributions.name_of(visit.db, told, house=visit.house, said=visit.words)
    surely = (
        visit.words.say(N_("Erase for good")),
        EraseOthersTap(_ASKED_ONCE_MORE[act], told.id),
    )
    return Note(bold(visit.words.say(sentence, title=name)), (surely, _nothing(visit, told)))


def _nothing(visit: Visit, told: Submission) -> tuple[str, Tap]:
    return visit.words.say(N_("Erase nothing")), EraseOthersTap("no", told.id)


def _erase_one(visit: Visit, organiser: Organiser, told: Submission) -> None:
    author = participants.get_participant(visit.db, participant_id=told.participant_id)
    said = words(author.language)
    name = contributions.name_of(visit.db, told, house=visit.house, said=said)
    may_be_told = purposes.may_be_told(visit, author)
    receipt = erasing.erase_submission(visit, told)
    write_down(visit, organiser, "erased_contribution_of_other", f"submission {told.id}")
    if may_be_told:
        text = said.say(
            N_("The organisers have erased “{title}”, which you told. Receipt {number}."),
            title=name,
            number=receipt,
        )
        _tell(visit, author, text, key=f"erased:{receipt}")
    _say_done(visit, receipt)


def _erase_all(visit: Visit, organiser: Organiser, told: Submission) -> None:
    """Erase a person; the sentence to them is the last of them that is kept, and then gone."""
    author = participants.get_participant(visit.db, participant_id=told.participant_id)
    workshop = workshops.get_workshop(visit.db, workshop_id=author.workshop_id)
    may_be_told = purposes.may_be_told(visit, author)
    receipt = erasures.new_receipt()
    erasing.erase_participant(visit, author, receipt=receipt)
    write_down(visit, organiser, "erased_participant", f"participant {author.id}")
    if may_be_told:
        text = words(author.language).say(
            N_(
                "The organisers have erased all that you told in “{title}”. Receipt {number}. To"
                " come back, open an invitation link."
            ),
            title=workshop.title,
            number=receipt,
        )
        _tell(visit, author, text, key=f"{deliveries.FAREWELL}{visit.came.update_id}:other")
    _say_done(visit, receipt)


def _tell(visit: Visit, author: Participant, text: str, *, key: str) -> None:
    promise_one(
        visit.db,
        say(text),
        chat_id=author.chat_id,
        now=visit.now,
        house=visit.house,
        key=key,
        priority=deliveries.NOTICE,
    )


def _say_done(visit: Visit, receipt: str) -> None:
    visit.show(Note(plain(visit.words.say(N_("It is erased. Receipt {number}."), number=receipt))))
