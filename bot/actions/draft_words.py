"""What is said of a workbook: that it cannot be asked, or what publishing it would mean."""

from collections.abc import Sequence
from typing import Final

from bot.actions.versions import Assessment
from bot.actions.wording import title_of
from bot.markup import bold, plain
from conversations.xforms.checks.length import estimate
from conversations.xforms.formdef import FormDef
from conversations.xforms.problems import Problem
from locales import N_, Words
from storage.workshops import Workshop

MOST_SAID: Final = 20  # lines of a kind; more would not be read on a phone


def refused(
    file_name: str, problems: Sequence[Problem], *, may_be_victims: bool, words: Words
) -> str:
    """Say what is wrong, the first of it where it is much, and what to do."""
    heading = words.say_many(
        "“{name}” cannot be asked yet: {count} problem.",
        "“{name}” cannot be asked yet: {count} problems.",
        len(problems),
        name=file_name,
    )
    shown = [f"✗ {plain(one.say(words))}" for one in problems[:MOST_SAID]]
    after = N_("Correct the workbook and send it to me again.")
    if may_be_victims:
        after = N_("Ask the operator for a protected workshop, or take these questions out.")
    return "\n\n".join([bold(heading), "\n".join(shown), plain(words.say(after))])


def card(
    form: FormDef, workshop: Workshop, assessment: Assessment, remarks: str, *, words: Words
) -> str:
    """Say what publishing a draft would mean, and what it still lacks."""
    changes = assessment.difference.say(words) if assessment.difference else ()
    missing = N_(
        "Files it names which I do not have yet; send them here as files, under these names:"
    )
    parts = [
        _heading(form, workshop, assessment, words),
        _section(words, N_("Please look at this:"), remarks.splitlines()),
        _section(words, N_("What changes:"), changes),
        _section(words, missing, assessment.missing),
    ]
    return "\n\n".join(filter(None, parts))


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
