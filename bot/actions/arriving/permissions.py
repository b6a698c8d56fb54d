"""What I allow: every permission with its state, taken back or given again by one tap.

A permission that an answer gives (who may see a contribution, whether to write again later) is
changed in that answer too, so that what was told and what is allowed never say different things.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.actions import contributions
from bot.actions.arriving import agreeing, allowing
from bot.actions.arriving.allowing import NOBODY_ELSE
from bot.actions.purposes import FOLLOW_UP_WORDS, follow_up_allowed, who_may_see
from bot.actions.visits import Participant, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import PermitTap, Tap
from bot.updates import Toast
from conversations.shown import clip
from locales import N_
from storage import consents, submissions
from storage.consents import Consent, Purpose
from storage.participants import Age
from storage.submissions import Submission, SubmissionStatus

MOST_SHOWN = 20  # contributions, the newest; more would not be read on a phone
LONGEST_LABEL = 24  # characters of a contribution's name on a button


@dataclass(frozen=True, slots=True)
class Permission:
    """`seen` is the consent that was the last word on it, 0 for none."""

    purpose: Purpose
    submission_id: int
    label: str
    short: str
    allowed: bool
    seen: int
    level_before: str | None = None  # of a contribution that nobody else may see, who might before

    @property
    def can_change(self) -> bool:
        return self.allowed or self.purpose is not Purpose.PUBLICATION or bool(self.level_before)


def put_permissions(visit: Visit) -> Toast | None:
    """Show what this person allows, with a button for each that changes it."""
    if visit.participant is None:
        return visit.no_longer()
    visit.show(_screen(visit, visit.participant))
    return None


def press(visit: Visit, tap: PermitTap) -> Toast | None:
    """Change one permission as it was shown; an old button only shows how things stand.

    What is allowed needs all that an answer needs; what is taken back needs nothing.
    """
    participant = visit.participant
    if participant is None:
        return visit.no_longer()
    wanted = tap.act == "allow"
    if wanted and agreeing.put_missing(visit, participant):
        return None
    shown = next((one for one in _list(visit, participant) if _is_meant(one, tap)), None)
    if shown is None or shown.allowed == wanted or shown.seen != tap.seen:
        _show_again(visit, participant)
        return Toast(visit.words.say(N_("This is how it stands now.")))
    _change(visit, participant, shown, wanted=wanted)
    _show_again(visit, participant)
    return None


def _change(visit: Visit, participant: Participant, shown: Permission, *, wanted: bool) -> None:
    if shown.purpose is Purpose.WORKSHOP:
        allowing.take_back_workshop(visit, participant)  # it is allowed by its text alone
    elif shown.purpose is Purpose.FOLLOW_UP:
        allowing.change_follow_up(visit, participant, wanted=wanted)
    else:
        level = shown.level_before if wanted else None
        allowing.change_publication(visit, participant, shown.submission_id, level or NOBODY_ELSE)


def _is_meant(shown: Permission, tap: PermitTap) -> bool:
    return shown.purpose == tap.purpose and shown.submission_id == tap.submission


def _show_again(visit: Visit, participant: Participant) -> None:
    """Show in the tapped message how things stand now."""
    visit.show_in_place(_screen(visit, participant))


def _screen(visit: Visit, participant: Participant) -> Note:
    shown = list(_list(visit, participant))
    heading = bold(visit.words.say(N_("What I allow")))
    lines = [plain(f"{'✓' if one.allowed else '✗'} {one.label}") for one in shown]
    buttons = tuple(_button(visit, one) for one in shown if one.can_change)
    return Note("\n\n".join([heading, *lines]), buttons)


def _button(visit: Visit, shown: Permission) -> tuple[str, Tap]:
    if shown.allowed:
        # "Take back" beside the name of a practice would sound as if it were withdrawn.
        to_team = shown.purpose is Purpose.PUBLICATION
        msgid = N_("Only organisers: {what}") if to_team else N_("Take back: {what}")
        label = visit.words.say(msgid, what=shown.short)
        return label, PermitTap("take-back", shown.purpose.value, shown.submission_id, shown.seen)
    label = visit.words.say(N_("Allow: {what}"), what=shown.short)
    return label, PermitTap("allow", shown.purpose.value, shown.submission_id, shown.seen)


def _list(visit: Visit, participant: Participant) -> Iterator[Permission]:
    asked = consents.list_consents(visit.db, participant_id=participant.id)
    agreed = consents.find_consent(visit.db, participant_id=participant.id)
    yield Permission(
        Purpose.WORKSHOP,
        0,
        visit.words.say(N_("The bot keeps my answers for this workshop.")),
        visit.words.say(N_("keeping my answers")),
        agreed is not None,
        _last_word(asked, Purpose.WORKSHOP),
    )
    if participant.age is not Age.MINOR:
        yield Permission(
            Purpose.FOLLOW_UP,
            0,
            visit.words.say(FOLLOW_UP_WORDS),
            visit.words.say(N_("messages afterwards")),
            follow_up_allowed(visit, participant.id),
            _last_word(asked, Purpose.FOLLOW_UP),
        )
    for told in _contributions(visit, participant):
        yield _publication(visit, told, asked)


def _contributions(visit: Visit, participant: Participant) -> tuple[Submission, ...]:
    """Return what was sent of which somebody else may read, or might."""
    sent = submissions.list_submissions(
        visit.db, participant_id=participant.id, status=SubmissionStatus.COMPLETED
    )
    known = {*submissions.SHARED, NOBODY_ELSE}
    return tuple(one for one in sent if one.share in known)[: -MOST_SHOWN - 1 : -1]


def _publication(visit: Visit, told: Submission, asked: tuple[Consent, ...]) -> Permission:
    name = contributions.name_of(visit.db, told, house=visit.house, said=visit.words)
    level = told.share or NOBODY_ELSE
    who = who_may_see(visit, told)
    return Permission(
        Purpose.PUBLICATION,
        told.id,
        visit.words.say(N_("Who may see “{title}”: {who}"), title=name, who=who),
        clip(name, most=LONGEST_LABEL),
        level != NOBODY_ELSE,
        _last_word(asked, Purpose.PUBLICATION, told.id),
        _level_before(asked, told.id),
    )


def _last_word(
    asked: tuple[Consent, ...], purpose: Purpose, submission_id: int | None = None
) -> int:
    about = (
        one.id for one in asked if (one.purpose, one.submission_id) == (purpose, submission_id)
    )
    return max(about, default=0)


def _level_before(asked: tuple[Consent, ...], submission_id: int) -> str | None:
    """Return who might see a contribution before that was taken back."""
    levels = [
        one.version
        for one in asked
        if one.submission_id == submission_id and one.version != NOBODY_ELSE
    ]
    return levels[-1] if levels else None
