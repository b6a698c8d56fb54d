"""Files which a form names: lists as CSV, pictures, sounds; what they must be like."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

from conversations.xforms.formdef import FormDef
from conversations.xforms.xpath.evaluation import Compiled
from locales import N_, Words

Rows: TypeAlias = list[dict[str, str]]

MOST_CSV_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000
MOST_MEDIA_BYTES: Final = 5_000_000
_CSV: Final = ".csv"


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


def names_of(form: FormDef, *, own: Collection[str]) -> tuple[str, ...]:
    """Return the files that a form needs besides those the program hands in itself."""
    named = {*form.files.values(), *form.media} - set(own)
    return tuple(sorted(named))


def check(name: str, content: bytes, *, form: FormDef) -> None:
    """Refuse a file that would not work in the form; raises NotUsable."""
    if is_list(name):
        rows = read_rows(content)
        missing = sorted(_columns_of(form, name) - set(rows[0] if rows else ()))
        if missing:
            raise NotUsable(_NO_COLUMN, columns=", ".join(missing))
    elif len(content) > MOST_MEDIA_BYTES:
        raise NotUsable(_TOO_LARGE)


def read_rows(content: bytes) -> Rows:
    """Read a list, written with commas or, as Excel does in Spanish, with semicolons."""
    if len(content) > MOST_CSV_BYTES:
        raise NotUsable(_LONG)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUsable(_NOT_UTF8) from None
    heading, *lines = _lines(text) or [[]]
    if not all(heading) or len(set(heading)) < len(heading):
        raise NotUsable(_NO_HEADING)
    if len(lines) > MOST_ROWS:
        raise NotUsable(_MANY_ROWS)
    return [dict(zip(heading, [*line, *[""] * len(heading)], strict=False)) for line in lines]


def lists_in(files: Mapping[str, bytes]) -> dict[str, Rows]:
    """Return the rows of those attached files which are lists."""
    return {name: read_rows(content) for name, content in files.items() if is_list(name)}


_LONG = N_("The list is larger than 1 MB.")
_MANY_ROWS = N_("The list has more than 5,000 rows.")
_NOT_UTF8 = N_("The list is not a text in UTF-8. In Excel, save it as “CSV UTF-8”.")
_NO_HEADING = N_(
    "The first row of the list must name each of its columns, no two alike, as in name,label."
)
_NO_COLUMN = N_("The list has no column {columns}, which the form asks for.")
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
    return {
        reference.steps[2]
        for compiled in _expressions(form)
        for reference in compiled.references
        if reference.instance in known_as and len(reference.steps) > len(("root", "item"))
    } | {
        part.source
        for one in form.questions
        if one.itemset
        if any(read.instance in known_as for read in one.itemset.nodeset.references)
        for part in (one.itemset.value, one.itemset.label)
    }


def _expressions(form: FormDef) -> Iterator[Compiled]:
    for one in form.questions:
        if one.itemset:
            yield one.itemset.nodeset
    for bind in form.binds.values():
        rules = (bind.relevant, bind.calculate, bind.required, bind.readonly, bind.constraint)
        yield from filter(None, rules)
