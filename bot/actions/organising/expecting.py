"""What an organiser's next words are for: a button has asked for some, and one thing takes them."""

from bot.actions.organising import awaited
from bot.actions.organising.announcing import writing
from bot.actions.organising.reviewing import asking_back, redacting
from bot.actions.organising.reviewing.queue import place_of, put_card
from bot.actions.roles import Deed, RoleAllowsNot, find_allowed
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from locales import N_
from storage import reviews, submissions
from storage.expected import Expected


def take(visit: Visit, written: str) -> bool:
    """Take what was typed for what a button asked for; False where none did."""
    organiser = visit.organiser
    asked = awaited.find(visit, organiser) if organiser else None
    if organiser is None or asked is None:
        return False
    if find_allowed(visit, _deed(asked), workshop_id=organiser.workshop_id) is None:
        awaited.take_away(visit, organiser)
        visit.say(RoleAllowsNot.sentence)
        return True
    if asked.kind in writing.KINDS:
        writing.take_words(visit, asked, written)
        return True
    told = submissions.find_submission(visit.db, submission_id=asked.about["submission"])
    found = reviews.find_review(visit.db, submission_id=asked.about["submission"])
    if told is None or found is None:
        awaited.take_away(visit, organiser)
        visit.say(N_("Its author has taken it back meanwhile."))
    elif asked.kind == redacting.REDACT:
        redacting.take_passage(visit, organiser, told, asked, written)
    elif asking_back.take_question(visit, organiser, told, asked, written):
        put_card(visit, organiser, place=place_of(visit, organiser, found))
    return True


def _deed(asked: Expected) -> Deed:
    return Deed.ANNOUNCE if asked.kind in writing.KINDS else Deed.REVIEW


def refuse(visit: Visit) -> bool:
    """Say that words are wanted where something else came; False where none are."""
    if visit.organiser is None or awaited.find(visit, visit.organiser) is None:
        return False
    visit.say(
        N_("Here I need it in writing. {cancel} leaves it for later."),
        cancel=name_of(Verb.CANCEL, visit.words),
    )
    return True


def leave(visit: Visit) -> bool:
    """Leave what words were asked for; False where none were."""
    left = awaited.take_away(visit, visit.organiser) if visit.organiser else None
    if left is None:
        return False
    if left.kind in writing.KINDS:
        writing.say_left(visit)
    else:
        visit.say(N_("Nothing was sent or taken out."))
    return True
