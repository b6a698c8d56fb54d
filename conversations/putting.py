"""Word what is put before a participant: a question, the review card, an offer."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from conversations.answers import show
from conversations.inputs import (
    Back,
    Change,
    Chosen,
    Done,
    Keep,
    Page,
    Replace,
    Send,
    Skip,
)
from conversations.replies import Ask, Button, Offer, Review, ReviewLine
from conversations.sitting import Sitting
from conversations.standing import Mode
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_

MOST_CHOICES = 10  # on one page: more do not fit a phone
PAGE = 8
LONGEST_LINE = 120  # of an answer on the review card

_SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})


def ask(sitting: Sitting) -> Ask:
    """Word the open question as it is first put; the caller adds what went wrong."""
    conversation = sitting.conversation
    prompt = sitting.prompt(conversation.open)
    position, total = _progress(sitting)
    return Ask(
        turn=conversation.turn,
        recap="",
        problem="",
        position=position,
        total=total,
        group=_heading(sitting, prompt),
        notes=_notes(sitting, before=prompt.ref),
        label=prompt.label,
        hint=_hint(sitting, prompt),
        answer=_answer(sitting, prompt),
        choices=_page_of(_choices(sitting, prompt), conversation.page),
        pages=_pages(sitting, prompt),
        controls=controls(sitting, prompt),
        several=prompt.kind is Kind.SELECT_MULTIPLE,
        in_place=False,
    )


def ask_again(sitting: Sitting, *, problem: str, in_place: bool) -> Ask:
    """Word the open question after something went wrong: nothing is read out twice."""
    return replace(ask(sitting), problem=problem, group="", notes=(), in_place=in_place)


def ask_among(sitting: Sitting, choices: Sequence[int], *, problem: str) -> Ask:
    """Word the open question with only the choices that the participant may mean."""
    prompt = sitting.prompt(sitting.conversation.open)
    buttons = _choices(sitting, prompt)
    found = tuple(buttons[choice] for choice in choices[:PAGE])
    return replace(ask_again(sitting, problem=problem, in_place=False), choices=found, pages=())


def review(sitting: Sitting, *, problem: str, recap: str) -> Review:
    prompts = [sitting.prompt(ref) for ref in sitting.asked()]
    turn = sitting.conversation.turn
    lines = tuple(
        ReviewLine(number, prompt.label, _line(sitting, prompt))
        for number, prompt in enumerate(prompts, start=1)
    )
    return Review(
        turn=turn,
        recap=recap,
        problem=problem,
        notes=_notes(sitting, before="") if not recap and not problem else (),
        title=sitting.words.say(N_("Please read your answers before you send them.")),
        lines=lines,
        changes=tuple(
            Button(str(line.number), Change(turn, question)) for question, line in enumerate(lines)
        ),
        controls=(Button(sitting.words.say(N_("Send")), Send(turn)),),
    )


def offer(sitting: Sitting, turn: int, prompt: Prompt) -> Offer:
    words = sitting.words
    return Offer(
        turn=turn,
        text=words.say(
            N_("You answered “{label}” with “{answer}”. Change that answer?"),
            label=prompt.label,
            answer=_clip(show(prompt, prompt.answer, words)),
        ),
        controls=(
            Button(words.say(N_("Yes, change it")), Replace(turn)),
            Button(words.say(N_("No, keep it")), Keep(turn)),
        ),
    )


def recap(sitting: Sitting) -> str:
    """Say in one line what was answered last, "" where nothing was."""
    for ref in reversed(sitting.conversation.passed):
        if ref in sitting.entry.relevant_questions() and sitting.prompt(ref).answer:
            prompt = sitting.prompt(ref)
            answer = _clip(show(prompt, prompt.answer, sitting.words))
            return sitting.words.say(
                N_("You last answered: {label} {answer}"), label=prompt.label, answer=answer
            )
    return ""


def _progress(sitting: Sitting) -> tuple[int, int]:
    """Count on the longest way that remains, so that a shorter one only jumps forward."""
    total = sitting.conversation.total
    if sitting.conversation.mode is not Mode.ASKING:
        return 0, 0
    sitting.entry.jump(sitting.conversation.open)
    position = total - sitting.entry.longest_remaining() + 1
    return max(1, min(position, total)), total


def _heading(sitting: Sitting, prompt: Prompt) -> str:
    """Return the group's label with its first question, "" with the others."""
    asked = sitting.asked()
    at = asked.index(prompt.ref)
    before = sitting.prompt(asked[at - 1]).group if prompt.group and at else ""
    return prompt.group if prompt.group != before else ""


def _notes(sitting: Sitting, *, before: str) -> tuple[str, ...]:
    """Return what is to be read between the question before and this one ("": the end)."""
    notes: list[str] = []
    for ref in takewhile(lambda ref: ref != before, sitting.entry.relevant_questions()):
        if sitting.wants_answer(ref):
            notes = []
        else:
            notes.append(ref)
    prompts = [sitting.prompt(ref) for ref in notes]
    return tuple(_note(sitting, prompt) for prompt in prompts if prompt.readonly)


def _note(sitting: Sitting, prompt: Prompt) -> str:
    shown = show(prompt, prompt.answer, sitting.words)
    return " ".join(filter(None, [prompt.label, shown]))


def _hint(sitting: Sitting, prompt: Prompt) -> str:
    ours = ""
    if prompt.kind in _SELECTS and not prompt.choices:
        ours = sitting.words.say(N_("There is nothing to choose from here yet."))
    elif len(prompt.choices) > MOST_CHOICES:
        ours = sitting.words.say(N_("You can also write the first letters."))
    return " ".join(filter(None, [prompt.hint, ours]))


def _answer(sitting: Sitting, prompt: Prompt) -> str:
    """Show the answer so far, unless it is marked among choices that are all in view."""
    in_view = prompt.choices and len(prompt.choices) <= MOST_CHOICES
    return "" if in_view else show(prompt, prompt.answer, sitting.words)


def _choices(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    several = prompt.kind is Kind.SELECT_MULTIPLE
    marked = sitting.conversation.marked if several else (prompt.answer,)
    return tuple(
        Button(choice.label, Chosen(sitting.conversation.turn, number), choice.value in marked)
        for number, choice in enumerate(prompt.choices)
    )


def count_pages(choices: int) -> int:
    return 1 if choices <= MOST_CHOICES else -(-choices // PAGE)


def page_of_choice(choice: int, choices: int) -> int:
    return choice // _page_size(choices)


def _page_size(choices: int) -> int:
    """Return the size that makes all pages alike: twelve choices are six and six."""
    return max(1, -(-choices // count_pages(choices)))


def _page_of(buttons: tuple[Button, ...], page: int) -> tuple[Button, ...]:
    size = _page_size(len(buttons))
    return buttons[page * size : (page + 1) * size]


def _pages(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    pages = count_pages(len(prompt.choices))
    page, turn = sitting.conversation.page, sitting.conversation.turn
    buttons = []
    if page > 0:
        buttons.append(Button(f"◀ {page}/{pages}", Page(turn, page - 1)))
    if page < pages - 1:
        buttons.append(Button(f"{page + 2}/{pages} ▶", Page(turn, page + 1)))
    return tuple(buttons)


def controls(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    words, turn = sitting.words, sitting.conversation.turn
    several = prompt.kind is Kind.SELECT_MULTIPLE
    buttons = []
    if several:
        count = len(sitting.conversation.marked)
        done = words.say(N_("Done"))
        buttons.append(Button(f"{done} ({count})" if count else done, Done(turn)))
    elif prompt.answer:
        buttons.append(Button(words.say(N_("Leave as it is")), Keep(turn)))
    if not prompt.required:
        skip = N_("Remove answer") if prompt.answer else N_("Skip")
        buttons.append(Button(words.say(skip), Skip(turn)))
    if may_go_back(sitting):
        buttons.append(Button(words.say(N_("Back")), Back(turn)))
    return tuple(buttons)


def may_go_back(sitting: Sitting) -> bool:
    conversation = sitting.conversation
    return conversation.mode is Mode.CHANGING or sitting.asked()[0] != conversation.open


def _line(sitting: Sitting, prompt: Prompt) -> str:
    return _clip(show(prompt, prompt.answer, sitting.words)) or "—"


def _clip(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
