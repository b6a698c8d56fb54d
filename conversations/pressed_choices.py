"""What a press among choices does: it answers, marks, ranks, turns a page."""

from conversations import choosing, putting
from conversations.going_on import answer, put_open
from conversations.inputs import Chosen, Done, Page, Press, ShowAll, StartOver
from conversations.options import PLACED_BY_PRESSING, calendar_of, options
from conversations.sitting import Sitting
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_


def pressed_choices(sitting: Sitting, prompt: Prompt, press: Press) -> Sitting | None:
    """Do what a press among choices does, None where it is none of these."""
    match press:
        case Chosen():
            return _choose(sitting, prompt, press.choice)
        case Page() | ShowAll() if calendar_of(prompt) is None:  # whose page is its month
            return _shown(_turned(sitting, prompt, press), in_place=True)
        case StartOver() if prompt.kind is Kind.RANK:
            return _shown(sitting.move(marked=()), in_place=True)
        case Done() if prompt.kind in PLACED_BY_PRESSING:
            return _done(sitting, prompt)
        case _:
            return None


def _turned(sitting: Sitting, prompt: Prompt, press: Page | ShowAll) -> Sitting:
    if isinstance(press, ShowAll):
        return sitting.move(found=(), page=0)
    last = choosing.last_page(sitting, prompt)
    return sitting.move(page=max(0, min(press.page, last)))


def mark(sitting: Sitting, prompt: Prompt, values: tuple[str, ...]) -> Sitting:
    """Mark choices that were written, and show the question below them again.

    Of a long list only what is marked stays in view: the rest is found by writing.
    """
    marked = _marking(sitting, prompt, {*sitting.conversation.marked, *values})
    long = len(prompt.choices) > choosing.MOST_CHOICES
    found = marked.move(found=marked.conversation.marked if long else (), page=0)
    return _shown(found, in_place=False)


def place(sitting: Sitting, prompt: Prompt, values: tuple[str, ...]) -> Sitting:
    """Take the beginning of a ranking that was written; the rest is still to be placed."""
    placed = (*(one for one in sitting.conversation.marked if one not in values), *values)
    page = choosing.page_showing(sitting.move(found=()), prompt, values[-1])
    return _shown(sitting.move(marked=placed, found=(), page=page), in_place=False)


def narrow(sitting: Sitting, prompt: Prompt, choices: tuple[int, ...], *, problem: str) -> Sitting:
    """Leave only those choices in view that the participant may mean."""
    values = [option.value for option in options(prompt, sitting.words)]
    found = sitting.move(found=tuple(values[choice] for choice in choices), page=0)
    asked = putting.ask_again(found, problem=problem, in_place=False)
    long = len(values) > choosing.MOST_CHOICES
    # A short list is whole again with the next message: nothing need be shown to lead back.
    return (found if long else sitting).reply(asked)


def _choose(sitting: Sitting, prompt: Prompt, choice: int) -> Sitting:
    offered = sitting.conversation.offered
    # The list may have changed since: what was offered counts, if it is still there.
    still_there = {option.value for option in options(prompt, sitting.words)}
    if not 0 <= choice < len(offered) or offered[choice] not in still_there:
        words = sitting.words.say(N_("That choice is no longer there. Please choose again."))
        return put_open(sitting, problem=words, recap="")
    value = offered[choice]
    if prompt.kind is Kind.RANK:
        return _shown(sitting.move(marked=_reranked(sitting, value)), in_place=True)
    if prompt.kind is not Kind.SELECT_MULTIPLE:
        return answer(sitting, value, in_place=True)
    toggled = set(sitting.conversation.marked) ^ {value}
    page = choosing.page_showing(sitting, prompt, value)
    return _shown(_marking(sitting, prompt, toggled).move(page=page), in_place=True)


def _reranked(sitting: Sitting, value: str) -> tuple[str, ...]:
    """Put a choice behind those that are placed; one that is placed leaves the order."""
    marked = sitting.conversation.marked
    without = tuple(placed for placed in marked if placed != value)
    return without if value in marked else (*marked, value)


def _marking(sitting: Sitting, prompt: Prompt, marked: set[str]) -> Sitting:
    """Mark choices, in the order of the form."""
    values = (choice.value for choice in prompt.choices)
    return sitting.move(marked=tuple(value for value in values if value in marked))


def _done(sitting: Sitting, prompt: Prompt) -> Sitting:
    if prompt.kind is Kind.RANK and not putting.is_all_placed(sitting, prompt):
        words = sitting.words.say(N_("Please press all of them in order, and then press Done."))
        return sitting.reply(putting.ask_again(sitting, problem=words, in_place=True))
    return answer(sitting, " ".join(sitting.conversation.marked), in_place=True)


def _shown(sitting: Sitting, *, in_place: bool) -> Sitting:
    return sitting.reply(putting.ask_again(sitting, problem="", in_place=in_place))
