"""Word what is put before a participant: a question, and the offer to change an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from conversations.answers import EXAMPLE_PLACE, bounds_in_words
from conversations.calendar import Row, rows
from conversations.choosing import MOST_CHOICES, choices_in_view, page_turns
from conversations.inputs import Back, Done, Keep, Replace, ShowAll, Skip, StartOver
from conversations.leading import heading, notes
from conversations.markdown import unmarked
from conversations.options import PLACED_BY_PRESSING, Calendar, calendar_of, is_exact, options
from conversations.repeating import ask_for_another
from conversations.replies import Ask, Button, Offer
from conversations.shown import clip, show
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Mode
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_, Words

_HOW = {
    Kind.IMAGE: N_("Send a photo here."),
    Kind.AUDIO: N_("Record a voice message, or send a sound file."),
    Kind.VIDEO: N_("Record a video, or send one."),
    Kind.FILE: N_("Send a file here."),
    Kind.BARCODE: N_("Please write the code with its figures and letters."),
    Kind.RANK: N_("Press the choices in order, the most important first."),
    Kind.TIME: N_("Write it like 14:30."),
}
_CALENDARS = {
    Calendar.DAY: N_("Press a day, or write the date in your own words."),
    Calendar.MONTH: N_("Press the month, or write it in your own words."),
    Calendar.YEAR: N_("Press the year, or write it."),
}
_SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})


def ask(sitting: Sitting, *, alone: bool = False) -> Ask:
    """Word what is open as it is first put; the caller adds what went wrong.

    It is put `alone` where it does not follow the question before: after a while, in another
    language, to change one answer.
    """
    conversation = sitting.conversation
    if asks_for_another(conversation.open):
        return ask_for_another(sitting)
    prompt = sitting.prompt(conversation.open)
    read = notes(sitting, before=prompt.ref)
    asking = conversation.mode is Mode.ASKING
    return Ask(
        turn=conversation.turn,
        recap="",
        problem="",
        position=conversation.position if asking else 0,
        total=conversation.total if asking else 0,
        earlier=read.earlier,
        group=heading(sitting, prompt, alone=alone or conversation.open == conversation.changing),
        notes=read.texts,
        label=prompt.label,
        hint=_hint(sitting, prompt),
        answer=_answer(sitting, prompt),
        grid=_calendar(sitting, prompt),
        choices=choices_in_view(sitting, prompt),
        pages=page_turns(sitting, prompt),
        controls=controls(sitting, prompt),
        media=(*read.media, *prompt.media),
        several=prompt.kind is Kind.SELECT_MULTIPLE,
        in_order=prompt.kind is Kind.RANK,
        wants_location=prompt.kind is Kind.GEOPOINT,
        in_place=False,
    )


def ask_again(sitting: Sitting, *, problem: str, in_place: bool) -> Ask:
    """Word the open question after something went wrong: nothing is read or shown twice."""
    asked = ask(sitting)
    return replace(
        asked,
        problem=problem,
        hint="" if asks_for_another(sitting.conversation.open) else asked.hint,
        earlier=(),
        group="",
        notes=(),
        media=(),
        wants_location=False,
        in_place=in_place,
    )


def ask_for_more(sitting: Sitting) -> Ask:
    """Say in one line that a text was taken so far, and how it ends."""
    asked = ask_again(sitting, problem="", in_place=False)
    hint = _how_to_end(sitting)
    return replace(asked, position=0, total=0, label="", hint=hint, answer="")


def offer(sitting: Sitting, turn: int, prompt: Prompt) -> Offer:
    words = sitting.words
    asked = N_("You answered “{label}” with “{answer}”. Change that answer?")
    if not prompt.answer:
        asked = N_("You left “{label}” without an answer. Answer it now?")
    answer = clip(show(prompt, prompt.answer, words))
    return Offer(
        turn=turn,
        text=words.say(asked, label=unmarked(prompt.label), answer=answer),
        controls=(
            Button(words.say(N_("Yes, change it")), Replace(turn)),
            Button(words.say(N_("No, keep it")), Keep(turn)),
        ),
    )


def recap(sitting: Sitting) -> str:
    """Say in one line what was answered last, "" where nothing was."""
    relevant = set(sitting.entry.relevant_questions())
    for ref in reversed(sitting.conversation.passed):
        if ref in relevant and sitting.prompt(ref).answer:
            prompt = sitting.prompt(ref)
            answer = clip(show(prompt, prompt.answer, sitting.words))
            return sitting.words.say(
                N_("You last answered: {label} {answer}"),
                label=unmarked(prompt.label),
                answer=answer,
            )
    return ""


def controls(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    words, turn = sitting.words, sitting.conversation.turn
    if sitting.conversation.written:
        done, start_over = words.say(N_("Done")), words.say(N_("Start over"))
        buttons = [Button(done, Done(turn)), Button(start_over, StartOver(turn))]
    else:
        buttons = [*_choosing_controls(sitting, prompt), *_leaving_controls(sitting, prompt)]
    if sitting.may_go_back():
        buttons.append(Button(words.say(N_("Back")), Back(turn)))
    return tuple(buttons)


def _leaving_controls(sitting: Sitting, prompt: Prompt) -> Iterator[Button]:
    """Yield what leaves a question with the answer that it has, or without one."""
    words, turn = sitting.words, sitting.conversation.turn
    if prompt.answer and prompt.kind not in PLACED_BY_PRESSING:
        yield Button(words.say(N_("Leave as it is")), Keep(turn))
    if not prompt.required:
        skip = N_("Remove answer") if prompt.answer else N_("Skip")
        yield Button(words.say(skip), Skip(turn))


def _choosing_controls(sitting: Sitting, prompt: Prompt) -> list[Button]:
    """Return what ends the pressing of choices, or leads out of a search."""
    conversation, words = sitting.conversation, sitting.words
    count, buttons = len(conversation.marked), []
    if conversation.found and len(prompt.choices) > MOST_CHOICES:
        buttons.append(Button(words.say(N_("Show all")), ShowAll(conversation.turn)))
    if prompt.kind is Kind.SELECT_MULTIPLE or is_all_placed(sitting, prompt):
        done = words.say(N_("Done"))
        several = count and prompt.kind is Kind.SELECT_MULTIPLE
        buttons.append(Button(f"{done} ({count})" if several else done, Done(conversation.turn)))
    if prompt.kind is Kind.RANK and count:
        buttons.append(Button(words.say(N_("Start over")), StartOver(conversation.turn)))
    return buttons


def is_all_placed(sitting: Sitting, prompt: Prompt) -> bool:
    """Tell whether a ranking is whole."""
    placed = sitting.conversation.marked
    return prompt.kind is Kind.RANK and 0 < len(prompt.choices) == len(placed)


def _hint(sitting: Sitting, prompt: Prompt) -> str:
    """Join the form's own hints with how this kind of question is answered in a chat."""
    hint = " ".join(filter(None, [prompt.hint, _how(sitting, prompt)]))
    return "\n".join(filter(None, [hint, prompt.guidance]))


def _how(sitting: Sitting, prompt: Prompt) -> str:
    words = sitting.words
    if prompt.kind in _SELECTS and not prompt.choices:
        return words.say(N_("There is nothing to choose from here yet."))
    if len(prompt.choices) > MOST_CHOICES:
        return words.say(N_("To search the list, write a few letters."))
    if prompt.bounds is not None and not options(prompt, words):
        message, values = bounds_in_words(prompt, words)
        return words.say(message, **values)
    return _how_of_its_kind(sitting, prompt)


def _how_of_its_kind(sitting: Sitting, prompt: Prompt) -> str:
    words = sitting.words
    if sitting.conversation.written:
        return _how_to_end(sitting)
    if sitting.conversation.day:
        on = words.date(date.fromisoformat(sitting.conversation.day))
        return words.say(N_("{date}: at what time? Write it like 14:30."), date=on)
    if calendar := calendar_of(prompt):
        return words.say(_CALENDARS[calendar])
    if prompt.kind is Kind.GEOPOINT:
        return _how_of_a_place(prompt, words)
    return words.say(_HOW[prompt.kind]) if prompt.kind in _HOW else ""


def _how_to_end(sitting: Sitting) -> str:
    how = N_("You can write more. When that is all, press “{done}”.")
    return sitting.words.say(how, done=sitting.words.say("Done"))


def _how_of_a_place(prompt: Prompt, words: Words) -> str:
    """Say how a place is sent and, before it is, how exactly it is kept and who sees it."""
    how = N_(
        "Press “{button}”, choose a place on the map with the paper clip, or write it like {example}."
    )
    told = words.say(how, button=words.say("Send my location"), example=EXAMPLE_PLACE)
    may_skip = "" if prompt.required else words.say(_RATHER_NOT, skip=words.say("Skip"))
    kept = words.say(_EXACT if is_exact(prompt) else _COARSE)
    return "\n".join([kept, " ".join(filter(None, [told, may_skip]))])


_COARSE = N_(
    "I keep only the area, to about one kilometre, and the organisers see it. Telegram sees the exact place."
)
_EXACT = N_("I keep the exact place, and the organisers see it. So does Telegram.")
_RATHER_NOT = N_("If you would rather not tell, press “{skip}”.")


def _answer(sitting: Sitting, prompt: Prompt) -> str:
    """Show the answer so far, unless it is marked among choices that are all in view."""
    if sitting.conversation.written:
        return sitting.conversation.written
    in_view = 0 < len(options(prompt, sitting.words)) <= MOST_CHOICES + 1
    return "" if in_view else show(prompt, prompt.answer, sitting.words)


def _calendar(sitting: Sitting, prompt: Prompt) -> tuple[Row, ...]:
    conversation, calendar = sitting.conversation, calendar_of(prompt)
    if calendar is None or conversation.day:
        return ()
    return rows(
        calendar,
        conversation.page,
        sitting.words,
        turn=conversation.turn,
        marked=date_of(prompt),
        today=sitting.today,
    )


def date_of(prompt: Prompt) -> date | None:
    """Return the date of the answer so far, None where it has none."""
    try:
        return date.fromisoformat(prompt.answer[:10])
    except ValueError:
        return None
