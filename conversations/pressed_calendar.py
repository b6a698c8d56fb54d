"""What a press in a calendar does: it picks a day, or turns to another month."""

from datetime import date

from conversations import putting
from conversations.calendar import within_reach
from conversations.going_on import answer
from conversations.inputs import Blank, Day, Month, Press
from conversations.options import calendar_of
from conversations.replies import Toast
from conversations.sitting import Sitting
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_


def pressed_calendar(sitting: Sitting, prompt: Prompt, press: Press) -> Sitting | None:
    """Do what a press in a calendar does, None where it is none or there is no calendar."""
    if calendar_of(prompt) is None:
        return None
    match press:
        case Day():
            on = day_of(press)
            return pick(sitting, prompt, on, in_place=True) if on else None
        case Month():
            turned = sitting.move(page=within_reach(press.month), day="")
            return turned.reply(putting.ask_again(turned, problem="", in_place=True))
        case Blank():
            return sitting.reply(Toast(sitting.words.say(N_("Press a day of the calendar."))))
        case _:
            return None


def day_of(press: Day) -> date | None:
    """Return the day that is pressed, None where it is forged."""
    try:
        return date.fromordinal(press.day)
    except (ValueError, OverflowError):
        return None


def pick(sitting: Sitting, prompt: Prompt, on: date, *, in_place: bool) -> Sitting:
    """Take a day: as the answer, or of a moment as its first half."""
    if prompt.kind is Kind.DATE:
        return answer(sitting, on.isoformat(), in_place=in_place)
    picked = sitting.move(day=on.isoformat())
    return picked.reply(putting.ask_again(picked, problem="", in_place=in_place))


def unpick(sitting: Sitting) -> Sitting:
    """Go back from the time of a moment to its day."""
    opened = sitting.move(day="")
    return opened.reply(putting.ask_again(opened, problem="", in_place=True))
