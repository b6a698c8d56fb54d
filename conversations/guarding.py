"""Hold a text back before it is an answer, so that its person looks at it once more.

That is asked where somebody could be recognised by it, and where it may speak of a person in
danger. Nothing is forbidden and nobody is told: whatever is decided, it goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from conversations import putting
from conversations.inputs import DropDisclosure, ForOrganisers, KeepDisclosure, LeaveIt, Rewrite
from conversations.markdown import unmarked
from conversations.replies import Ask, Button, Disclosed, Offer
from conversations.screening.disclosure import cues
from conversations.screening.findings import Clue
from conversations.screening.screen import screen
from conversations.shown import clip, is_voice
from conversations.sitting import Sitting
from conversations.standing import Decision, Held, Mode, Pause, Way, fingerprint
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_, Words

_MOST_SHOWN: Final = 6
_MOST_REMEMBERED: Final = 1_000  # decisions in one conversation
_FOUND: Final = MappingProxyType(
    {
        Clue.PERSON: N_("A person: “{found}”"),
        Clue.PHONE: N_("A telephone number: “{found}”"),
        Clue.IDENTITY: N_("The number of a document: “{found}”"),
        Clue.CASE: N_("The number of a case: “{found}”"),
        Clue.ADDRESS: N_("An address: “{found}”"),
        Clue.ACCOUNT: N_("An e-mail address or an account: “{found}”"),
    }
)


def hold(
    sitting: Sitting, prompt: Prompt, value: str, way: Way, *, said: str = ""
) -> Sitting | None:
    """Hold a text back on its way to an answer, None where it may go on.

    `said` is what was written, where that is not all of the value.
    """
    pause = _reason(sitting, prompt, value, way)
    if pause is None or not sitting.entry.would_take(prompt.ref, value):
        return None
    return _held(sitting, Held(prompt.ref, value, pause, way, said or value, sitting.message))


def hear_danger(sitting: Sitting, text: str) -> Sitting:
    """Say where help is to words that are no answer to what is open, and may speak of danger."""
    if not cues(text):
        return sitting
    said = sitting.words.say(N_("I have not kept what you wrote."))
    return sitting.reply(Disclosed(sitting.conversation.turn, said, ()))


def hear_refused(sitting: Sitting, prompt: Prompt, text: str) -> Sitting:
    """Say where help is to a text which the form refuses, and which may speak of danger."""
    taken = prompt.kind is not Kind.TEXT or sitting.entry.would_take(prompt.ref, text)
    return sitting if taken else hear_danger(sitting, text)


def hold_part(sitting: Sitting, text: str, way: Way) -> Sitting | None:
    """Hold back one of several messages of a text where it may speak of a person in danger."""
    if sitting.settled or not cues(text):
        return None
    ref = sitting.conversation.open
    return _held(sitting, Held(ref, text, Pause.DISCLOSED, way, text, sitting.message))


def settle(sitting: Sitting, held: Held, decision: Decision) -> Sitting:
    """Note what was decided, so that the text may go on.

    That it is kept says nothing of who may see it: an answer that says the same stays as decided.
    """
    known, text = sitting.conversation.decided, fingerprint(held.ref, held.text)
    noted = {**known, text: known.get(text, decision) if decision is Decision.KEPT else decision}
    latest = dict(list(noted.items())[-_MOST_REMEMBERED:])
    settled = Pause.DISCLOSED if decision is Decision.KEPT else Pause.FOUND
    return replace(sitting.move(held=None, decided=latest), settled=settled)


def put_held(sitting: Sitting, held: Held, *, problem: str, recap: str) -> Ask | Offer | Disclosed:
    """Ask what is to become of what is held."""
    turn, words = sitting.conversation.turn, sitting.words
    if held.pause is Pause.REWRITING and is_open(sitting, held):
        unwritten = sitting.move(written="", parts=())
        asked = putting.ask_again(unwritten, problem=words.say(_AGAIN), in_place=False)
        both = (*controls(sitting, held), *asked.controls)
        return replace(asked, recap=recap, answer="", held=held.text, controls=both)
    if held.pause is Pause.FOUND:
        said = _what_was_found(sitting, held)
    else:
        said = words.say(_AGAIN if held.pause is Pause.REWRITING else _DISCLOSED)
    about = "" if is_open(sitting, held) else unmarked(sitting.prompt(held.ref).label)
    text = "\n\n".join(filter(None, [recap, problem, about, said]))
    kind = Disclosed if held.pause is Pause.DISCLOSED else Offer
    return kind(turn, text, tuple(controls(sitting, held)))


def controls(sitting: Sitting, held: Held) -> Iterator[Button]:
    turn, say = sitting.conversation.turn, sitting.words.say
    if held.pause is Pause.DISCLOSED:
        yield Button(say(N_("Keep it as my answer")), KeepDisclosure(turn))
        yield Button(say(N_("Do not keep it")), DropDisclosure(turn))
        return
    if held.pause is Pause.FOUND:
        yield Button(say(N_("Change it")), Rewrite(turn))
    yield Button(say(N_("Only for the organisers")), ForOrganisers(turn))
    yield Button(say(N_("Leave it as it is")), LeaveIt(turn))


def is_open(sitting: Sitting, held: Held) -> bool:
    """Tell a text for the open question from other words for an earlier answer."""
    asking = sitting.conversation.mode in {Mode.ASKING, Mode.CHANGING}
    return asking and held.ref == sitting.conversation.open


_AGAIN: Final = N_(
    "Please write it again as it should be. What you wrote stands above: you can copy it."
)
_DISCLOSED: Final = N_("What you wrote is not an answer yet. Shall I keep it as one?")
_ABOVE: Final = N_("Somebody could be recognised by this, so I have not kept it yet:")
_BELOW: Final = N_("You decide what becomes of it.")


def findings_in_words(text: str, *, regions: Sequence[str], words: Words) -> list[str]:
    """Say what in a text could tell who somebody is, a line each."""
    found = [
        words.say(_FOUND[finding.kind], found=clip(text[finding.start : finding.end], most=60))
        for finding in screen(text, regions=regions)
    ]
    more = ["• …"] if len(found) > _MOST_SHOWN else []
    return [*(f"• {line}" for line in dict.fromkeys(found[:_MOST_SHOWN])), *more]


def _what_was_found(sitting: Sitting, held: Held) -> str:
    words = sitting.words
    listed = findings_in_words(held.text, regions=sitting.regions, words=words)
    return "\n\n".join(filter(None, [words.say(_ABOVE), "\n".join(listed), words.say(_BELOW)]))


def _reason(sitting: Sitting, prompt: Prompt, value: str, way: Way) -> Pause | None:
    """Return why a text is to be looked at once more, None where it need not."""
    if prompt.kind is not Kind.TEXT or sitting.settled is Pause.FOUND or is_voice(value):
        return None
    if way is Way.KEPT and sitting.conversation.decision_about(prompt.ref, value):
        return None
    looked_at = sitting.settled or way in {Way.DONE, Way.BACK}  # each message as it came
    if not looked_at and cues(value):
        return Pause.DISCLOSED
    return Pause.FOUND if screen(value, regions=sitting.regions) else None


def _held(sitting: Sitting, held: Held) -> Sitting:
    """Hold a text back in a turn of its own, so that no earlier button decides about it."""
    moved = sitting.in_new_turn(sitting.conversation.open).move(held=held)
    return moved.reply(put_held(moved, held, problem="", recap=""))
