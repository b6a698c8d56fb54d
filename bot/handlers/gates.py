"""Who may act, and where: what comes before an action, whatever it is."""

from collections.abc import Callable

from bot.actions.arriving import welcome
from bot.actions.forms import previewing
from bot.actions.forms.previewing import Preview
from bot.actions.organising import awaited, expecting
from bot.actions.organising.team import factor
from bot.actions.visits import Act, Participant, Visit
from bot.updates import Sent, Toast

ForParticipant = Callable[[Visit, Participant], Toast | None]
ForPreview = Callable[[Visit, Preview], Toast | None]


def leaving_preview(act: Act) -> Act:
    """End a preview before the person goes on with something of their own."""

    def acting(visit: Visit) -> Toast | None:
        previewing.put_aside(visit)
        return act(visit)

    return acting


def preview_first(take: ForPreview, otherwise: Act) -> Act:
    """Let what comes go to the preview that is open in this chat, where there is one."""

    def acting(visit: Visit) -> Toast | None:
        tried = previewing.find_open(visit)
        return take(visit, tried) if tried else otherwise(visit)

    return acting


def leaving_words(act: Act) -> Act:
    """Take no words any more for what a button of an organiser's asked for."""

    def acting(visit: Visit) -> Toast | None:
        awaited.put_aside(visit)
        return act(visit)

    return acting


def words_left_first(act: Act) -> Act:
    """Leave what words were asked for, where that is so, and nothing else with it."""
    return lambda visit: None if expecting.leave(visit) else act(visit)


def expected_first(written: str, otherwise: Act) -> Act:
    """Let what an organiser typed go to what asked for it, where something did."""
    return lambda visit: None if expecting.take(visit, written) else otherwise(visit)


def code_first(written: str, act_for: Callable[[Sent], Act], otherwise: Act) -> Act:
    """Let a code go to what asked for it, which then goes on, where something did."""

    def acting(visit: Visit) -> Toast | None:
        if factor.is_code(visit, written):
            return factor.take_code(visit, written, act_for)
        return otherwise(visit)

    return acting


def unless_words_expected(act: Act) -> Act:
    """Take a file, a place or a sticker, but where an organiser was asked for words."""
    return lambda visit: None if expecting.refuse(visit) else act(visit)


def for_participant(act: ForParticipant) -> Act:
    """Let those act who have agreed; the others are put what comes first."""

    def acting(visit: Visit) -> Toast | None:
        participant = welcome.may_answer(visit)
        return act(visit, participant) if participant else None

    return acting


def for_who_has_agreed(act: Act) -> Act:
    """Let also organisers act, and strangers hear why not; who has not agreed reads of nobody."""

    def acting(visit: Visit) -> Toast | None:
        is_guest = visit.participant is None or visit.organiser is not None
        return act(visit) if is_guest or welcome.may_answer(visit) else None

    return acting


def in_its_workshop(go: Callable[[Visit], Visit], act: ForParticipant) -> Act:
    """Do it in the workshop to which the button belongs, which may be another one of this chat."""
    acting = for_participant(act)
    return leaving_preview(lambda visit: acting(go(visit)))
