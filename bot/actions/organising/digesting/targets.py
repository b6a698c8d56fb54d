"""Targets: how many contributions of each form the team hopes for, set by buttons."""

from typing import Final

from bot.actions.roles import Deed, may
from bot.actions.visits import Visit
from bot.actions.wording import NO_CONTRIBUTION
from bot.markup import bold
from bot.render import Note
from bot.taps import DigestTap, Tap
from bot.updates import Toast
from locales import N_
from storage import forms, targets
from storage.forms import FormVersion
from storage.organisers import Organiser

WANTED: Final = (None, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500)
_PLACES: Final = 100  # a form's place and that of a number travel as one number


def press(visit: Visit, organiser: Organiser, tap: DigestTap) -> Toast | None:
    """Ask for which form, then how many, and keep it."""
    if not may(organiser.role, Deed.CHANGE_FORMS):
        return visit.no_longer()
    counted = _forms(visit, organiser)
    place, choice = divmod(tap.number, _PLACES)
    if tap.act == "targets":
        visit.show_in_place(_ask_which(visit, organiser, counted))
    elif place >= len(counted) or choice >= len(WANTED):
        return visit.no_longer()
    elif tap.act == "form":
        visit.show_in_place(_ask_how_many(visit, organiser, counted[place], place))
    else:
        targets.set_target(
            visit.db,
            workshop_id=organiser.workshop_id,
            form_code=counted[place].form_id,
            wanted=WANTED[choice],
        )
        visit.show_in_place(_ask_which(visit, organiser, counted))
    return None


def _forms(visit: Visit, organiser: Organiser) -> list[FormVersion]:
    newest = forms.list_latest_versions(visit.db, workshop_id=organiser.workshop_id)
    return [one for one in newest if one.form_id not in NO_CONTRIBUTION]


def _ask_which(visit: Visit, organiser: Organiser, counted: list[FormVersion]) -> Note:
    wanted = targets.list_targets(visit.db, workshop_id=organiser.workshop_id)
    none = visit.words.say(N_("no target"))
    buttons: list[tuple[str, Tap]] = []
    for place, one in enumerate(counted):
        count = wanted.get(one.form_id)
        label = visit.words.say(
            N_("{label}: {count}"),
            label=visit.title_of(one.id),
            count=visit.words.number(count) if count else none,
        )
        buttons.append((label, DigestTap("form", organiser.workshop_id, place * _PLACES)))
    back = (visit.words.say(N_("Done")), DigestTap("show", organiser.workshop_id, 0))
    return Note(bold(visit.words.say(N_("A target for which form?"))), (*buttons, back))


def _ask_how_many(visit: Visit, organiser: Organiser, one: FormVersion, place: int) -> Note:
    question = visit.words.say(
        N_("“{form}”: how many do you hope for?"), form=visit.title_of(one.id)
    )
    buttons = tuple(
        (
            visit.words.number(count) if count else visit.words.say(N_("no target")),
            DigestTap("target", organiser.workshop_id, place * _PLACES + choice),
        )
        for choice, count in enumerate(WANTED)
    )
    return Note(bold(question), buttons, compact=True)
