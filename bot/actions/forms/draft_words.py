"""What is said of a workbook: that it cannot be asked, or what publishing it would mean."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from bot.actions.forms.versions import Assessment
from bot.actions.wording import title_of
from bot.markup import bold, plain
from conversations.xforms.checks.length import estimate
from conversations.xforms.formdef import FormDef, Kind
from conversations.xforms.problems import Location, Problem
from locales import N_, Words
from storage.workshops import Workshop

MOST_SAID: Final = 20  # lines of a kind; more would not be read on a phone
MOST_PROBLEMS: Final = 8  # each has three lines or more
MOST_PLACES: Final = 8  # of one problem
_ANYWHERE: Final = Location()
_UNTITLED: Final = N_(
    "The form has no title: people see “{form}” in the menu. Write a form_title in the sheet settings."
)


def refused(
    file_name: str, problems: Sequence[Problem], victims: Sequence[Problem], *, words: Words
) -> str:
    """Say why a workbook cannot be used, the first of it where it is much, and what to do."""
    defects = _defects(file_name, problems, words) if problems else ()
    about_victims = _about_victims(file_name, victims, words) if victims else ()
    return "\n\n".join((*defects, *about_victims))


def is_cut(problems: Sequence[Problem], words: Words) -> bool:
    """Tell whether more is wrong than `refused` says."""
    found = _places_by_problem(problems, words).values()
    return len(found) > MOST_PROBLEMS or any(len(places) > MOST_PLACES for places in found)


def _defects(file_name: str, problems: Sequence[Problem], words: Words) -> Iterator[str]:
    heading = words.say_many(
        "“{name}” cannot be used yet: {count} problem.",
        "“{name}” cannot be used yet: {count} problems.",
        len(problems),
        name=file_name,
    )
    yield bold(heading)
    for text, places in [*_places_by_problem(problems, words).items()][:MOST_PROBLEMS]:
        place = _say_places(places, words)
        yield f"✗ {bold(place)}\n{plain(text)}" if place else f"✗ {plain(text)}"
    if is_cut(problems, words):
        yield plain(words.say(N_("There is more: all of it is in the file below.")))
    yield plain(words.say(N_("Correct the workbook and send it to me again.")))
    if PurePath(file_name).suffix.lower() == ".csv":
        yield plain(words.say(N_("If it is a list for a form, send me the form first.")))


def _about_victims(file_name: str, victims: Sequence[Problem], words: Words) -> Iterator[str]:
    heading = N_("“{name}” asks about victims who could be recognised.")
    yield bold(words.say(heading, name=file_name))
    yield plain(words.say(N_("That could harm them: Telegram can read this chat. It asks for:")))
    lines = [f"• {plain(one.values['name'])} ({plain(_row(one, words))})" for one in victims]
    yield "\n".join(lines[:MOST_SAID])
    yield plain(
        words.say(
            N_(
                "Take these questions out, or ask the person who runs the bot for a protected workshop."
            )
        )
    )


def _row(problem: Problem, words: Words) -> str:
    return replace(problem.location, column=None).say(words)


def _places_by_problem(problems: Sequence[Problem], words: Words) -> dict[str, list[Location]]:
    """Return where each problem is: the same in forty rows is one, and told once."""
    places: dict[str, list[Location]] = {}
    for one in problems:
        places.setdefault(one.at(_ANYWHERE).say(words), []).append(one.location)
    return places


def _say_places(places: Sequence[Location], words: Words) -> str:
    """Say where a problem is, in short where only the rows or only the columns are different."""
    first, *others = shown = places[:MOST_PLACES]
    more = ["…"] if len(places) > len(shown) else []
    if others and all(replace(one, row=first.row) == first for one in others):
        rows = ", ".join([*(str(one.row) for one in shown), *more])
        column = replace(first, sheet=None, row=None).say(words)
        return ", ".join(
            filter(None, (first.sheet, words.say(N_("rows {rows}"), rows=rows), column))
        )
    if others and all(replace(one, column=first.column) == first for one in others):
        columns = ", ".join([*(str(one.column) for one in shown), *more])
        return f"{replace(first, column=None).say(words)}: {columns}"
    return "; ".join([*(one.say(words) for one in shown), *more])


def card(
    form: FormDef, workshop: Workshop, assessment: Assessment, remarks: str, *, words: Words
) -> str:
    """Say what publishing a draft would mean, and what it still lacks."""
    changes = assessment.difference.say(words) if assessment.difference else ()
    missing = N_("Before it can be published, send me these files, as files and under these names:")
    untitled = [words.say(_UNTITLED, form=form.form_id)] if form.form_title == form.form_id else []
    advice = [*untitled, *about_documents(form, workshop, words), *remarks.splitlines()]
    problems = [one.say(words) for one in assessment.problems]
    parts = [
        _heading(form, workshop, assessment, words),
        _section(words, N_("Please look at this:"), [*problems, *advice]),
        _section(words, N_("What changes:"), changes),
        _section(words, missing, assessment.missing),
    ]
    return "\n\n".join(filter(None, parts))


def about_documents(form: FormDef, workshop: Workshop, words: Words) -> Iterator[str]:
    """Say that a question asks for what this workshop does not take, and how it would."""
    asking = [one.name for one in form.questions if one.kind is Kind.FILE]
    if asking and not workshop.documents:
        yield words.say(
            N_(
                "{questions}: the form asks for files, but this workshop takes photos, voice notes and"
                " videos only. The person who runs the bot can change that: {command}"
            ),
            questions=", ".join(asking),
            command="tertulia workshop set --documents",
        )


def _heading(form: FormDef, workshop: Workshop, assessment: Assessment, words: Words) -> str:
    becomes = N_("It would be a new form, {form}, in “{workshop}”.")
    if assessment.published:
        becomes = N_("It would be version {number} of the form {form} in “{workshop}”.")
    place = words.say(
        becomes,
        number=(assessment.based_on or 0) + 1,
        form=form.form_id,
        workshop=workshop.title,
    )
    expected = estimate(form)
    length = words.say_many(
        "{count} question for most people, about {minutes} min.",
        "{count} questions for most people, about {minutes} min.",
        expected.asked,
        minutes=expected.minutes,
    )
    return "\n".join([bold(title_of(form, words)), plain(place), plain(length)])


def _section(words: Words, heading: str, lines: Sequence[str]) -> str:
    """Return a heading and its lines, the first of them where there are many."""
    if not lines:
        return ""
    shown = [f"• {plain(line)}" for line in lines[:MOST_SAID]]
    more = len(lines) - len(shown)
    if more:
        shown.append(plain(words.say_many("… and {count} more", "… and {count} more", more)))
    return "\n".join([bold(words.say(heading)), *shown])
