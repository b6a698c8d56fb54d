"""Files which a form names: lists as CSV, pictures, sounds; what they must be like."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

from conversations.xforms.formdef import FormDef
from conversations.xforms.xpath.evaluation import Compiled
from locales import N_, Words

Rows: TypeAlias = list[dict[str, str]]

MOST_CSV_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100  # every row has all of them, be it as short as can be
MOST_MEDIA_BYTES: Final = 5_000_000
_CSV: Final = ".csv"
_COPY: Final = re.compile(r"\s*\(\d+\)(?=\.[^.]*$)")


class NotUsable(Exception):
    """A file cannot be used, and why: a sentence, and the values for it."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def say(self, words: Words) -> str:
        return words.say(self.sentence, **self.values)


def is_list(name: str) -> bool:
    return name.lower().endswith(_CSV)


def is_meant(name: str, sent: str) -> bool:
    """Tell whether a file that was sent is the one called `name`: phones write (1) behind it."""
    return _plain(sent) == _plain(name)


def _plain(name: str) -> str:
    composed = unicodedata.normalize("NFC", name).casefold()
    return _COPY.sub("", composed)


def names_of(form: FormDef, *, own: Collection[str]) -> tuple[str, ...]:
    """Return the files that a form needs besides those the program hands in itself."""
    named = {*form.files.values(), *form.media} - set(own)
    return tuple(sorted(named))


def check(name: str, content: bytes, *, form: FormDef) -> None:
    """Refuse a file that would not work in the form; raises NotUsable."""
    if is_list(name):
        heading, _ = _read(content)
        missing = sorted(_columns_of(form, name) - set(heading))
        if missing:
            raise NotUsable(_NO_COLUMN, columns=", ".join(missing))
    elif len(content) > MOST_MEDIA_BYTES:
        raise NotUsable(_TOO_LARGE)


def is_usable(name: str, content: bytes, *, form: FormDef) -> bool:
    try:
        check(name, content, form=form)
    except NotUsable:
        return False
    return True


def read_rows(content: bytes) -> Rows:
    """Read a list, written with commas or, as Excel does in Spanish, with semicolons."""
    heading, lines = _read(content)
    return [dict(zip(heading, [*line, *[""] * len(heading)], strict=False)) for line in lines]


def lists_in(files: Mapping[str, bytes]) -> dict[str, Rows]:
    """Return the rows of those attached files which are lists."""
    return {name: read_rows(content) for name, content in files.items() if is_list(name)}


def _read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the heading and the rows of a list."""
    if len(content) > MOST_CSV_BYTES:
        raise NotUsable(_LONG)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUsable(_NOT_UTF8) from None
    heading, *lines = _lines(text) or [[]]
    if not all(heading) or len(set(heading)) < len(heading):
        raise NotUsable(_NO_HEADING)
    if len(heading) > MOST_COLUMNS:
        raise NotUsable(_MANY_COLUMNS)
    if len(lines) > MOST_ROWS:
        raise NotUsable(_MANY_ROWS)
    return heading, lines


_PULLED: Final = re.compile(
    r"""pulldata\(\s*['"](?P<list>[^'"]+)['"]\s*,\s*['"](?P<value>[^'"]+)['"]\s*,"""
    r"""\s*['"](?P<key>[^'"]+)['"]"""
)

_LONG = N_("The list is larger than 1 MB.")
_MANY_ROWS = N_("The list has more than 5,000 rows.")
_MANY_COLUMNS = N_("The list has more than 100 columns.")
_NOT_UTF8 = N_("The list is not a text in UTF-8. In Excel, save it as “CSV UTF-8”.")
_NO_HEADING = N_(
    "The first row of the list must name each of its columns, no two alike, as in name,label."
)
_NO_COLUMN = N_("The form reads columns which the list does not have: {columns}")
_TOO_LARGE = N_("This file is larger than 5 MB. Please make it smaller.")


def _lines(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        read = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error:
        raise NotUsable(_NO_HEADING) from None
    return [row for row in read if any(row)]


def _columns_of(form: FormDef, name: str) -> set[str]:
    """Return the columns of a list which questions and calculations read."""
    known_as = {id_ for id_, file in form.files.items() if file == name}
    asking = [
        one.itemset
        for one in form.questions
        if one.itemset and any(read.instance in known_as for read in one.itemset.nodeset.references)
    ]
    return {
        *(part.source for itemset in asking for part in (itemset.value, itemset.label)),
        *(column for one in _expressions(form) for column in _read_by(one, known_as)),
    }


def _read_by(expression: Compiled, known_as: set[str]) -> Iterator[str]:
    """Yield the columns of a list that an expression reads: by a path, or by pulldata()."""
    for reference in expression.references:
        if reference.instance in known_as and len(reference.steps) > len(("root", "item")):
            yield reference.steps[2]
    for pulled in _PULLED.finditer(expression.source):
        if pulled["list"] in known_as:
            yield from (pulled["value"], pulled["key"])


def _expressions(form: FormDef) -> Iterator[Compiled]:
    for one in form.questions:
        if one.itemset:
            yield one.itemset.nodeset
    for bind in form.binds.values():
        rules = (bind.relevant, bind.calculate, bind.required, bind.readonly, bind.constraint)
        yield from filter(None, rules)
