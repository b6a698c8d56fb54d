"""What pyxform refuses, told in our own words at the place in the workbook."""

import re
from dataclasses import dataclass
from typing import Final

from conversations.xforms.checks.check import Checked
from conversations.xforms.problems import Location, Problem
from locales import N_


@dataclass(frozen=True, slots=True)
class _Known:
    """A refusal of pyxform's: its groups fill our sentence, but for `at`: a question whose row it is."""

    pattern: re.Pattern[str]
    message: str
    remedy: str


_NAME_TWICE: Final = N_("Give every question a name of its own.")
_NOT_SHOWN: Final = N_("Leave it out: a chat does not show it.")
_KNOWN: Final = (
    _Known(
        re.compile(r"Reference variables must start with"),
        N_("a mention of a question is not complete"),
        N_("Write ${{name}}, with both braces."),
    ),
    _Known(
        re.compile(r"must have a comma between each"),
        N_("the names of several questions need commas between them"),
        N_("Write ${{one}}, ${{two}}."),
    ),
    _Known(
        re.compile(r"(?:Could not find the name|no survey element named) '(?P<name>[^']*)'"),
        N_("unknown question {name}"),
        N_("Check the name."),
    ),
    _Known(
        re.compile(r"The name '(?P<name>[^']*)' appears more than once"),
        N_("several questions are named {name}, so it is open which is meant"),
        _NAME_TWICE,
    ),
    _Known(
        re.compile(r"multiple survey elements named '(?P<name>[^']*)'"),
        N_("several questions are named {name}, so it is open which is meant"),
        _NAME_TWICE,
    ),
    _Known(
        re.compile(r"'name' value '(?P<name>[^']*)' is invalid\. (?:Questions|Repeat names)"),
        N_("the name {name} is there twice"),
        _NAME_TWICE,
    ),
    _Known(
        re.compile(
            r"question \$\{(?P<name>[^}]*)\} is not user-visible.*question \$\{(?P<at>[^}]*)\}"
        ),
        N_("{name} is not asked, so nothing can follow its answer"),
        N_("Name in trigger a question that people answer."),
    ),
    _Known(
        re.compile(r"'range' question type, the parameters? '(?P<name>[^']*)'"),
        N_("the parameter {name} does not go with this range"),
        _NOT_SHOWN,
    ),
    _Known(
        re.compile(r"[Tt]he '(?P<name>[\w-]+)' parameter"),
        N_("the parameter {name} cannot be read"),
        _NOT_SHOWN,
    ),
    _Known(
        re.compile(r"Parameters must be in the form"),
        N_("the parameters cannot be read"),
        N_("Write them as start=0 end=10 step=1, with spaces between."),
    ),
    _Known(
        re.compile(r"same instance id .*Instance name: '(?P<name>[^']*)'"),
        N_("two lists of choices are named {name}"),
        N_("Rename the list in the sheet choices, or the file."),
    ),
    _Known(
        re.compile(r"'(?P<name>[^']+)' value is invalid\. Names must begin"),
        N_("{name} cannot be a name"),
        N_("Use letters, digits and underscores, beginning with a letter."),
    ),
)
_ROW: Final = re.compile(r"\[row : (\d+)\]\s*")
_SHEET: Final = re.compile(r"[Oo]n the '(\w+)' sheet")
_COLUMN: Final = re.compile(r"the '([^']+)' value")
_QUESTION: Final = re.compile(r"[Qq]uestion '([^']+)'|[Ee]lement named '?([\w.\-]+)")


def refusal(checked: Checked, error: Exception) -> Problem:
    """Tell what pyxform found: in our words where they are known, else in its own, quoted."""
    reason = " ".join(str(error).split())
    for known in _KNOWN:
        if found := known.pattern.search(reason):
            values = {name: text for name, text in found.groupdict().items() if text}
            place = _place(checked, reason, values.pop("at", None))
            return Problem(place, known.message, known.remedy, values)
    return Problem(
        _place(checked, reason, None),
        N_("the compiler of XLSForms refuses this: “{reason}”"),
        N_("Correct it and try again."),
        {"reason": _ROW.sub("", reason).strip() or type(error).__name__},
    )


def _place(checked: Checked, reason: str, question: str | None) -> Location:
    """Find the place by the row that pyxform names, else by the question it names."""
    row, sheet, column = (found.search(reason) for found in (_ROW, _SHEET, _COLUMN))
    if row is not None:
        named = column[1] if column else None
        return checked.place(sheet[1] if sheet else "survey", int(row[1]), named)
    mentioned = _QUESTION.search(reason)
    name = question or (mentioned and (mentioned[1] or mentioned[2]))
    return checked.find(name) if name else Location()
