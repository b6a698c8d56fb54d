"""A workbook from a file: by what its name says it is, checked against what is in it."""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.xforms.problems import Location, Problem
from conversations.xforms.workbooks.csv_reader import read_csv
from conversations.xforms.workbooks.workbook import LONGEST_FILE, Workbook, read_markdown
from conversations.xforms.workbooks.xlsx_archive import (
    NO_MACROS,
    NO_WORKBOOK,
    SAVE_AGAIN,
    WITH_PASSWORD,
)
from conversations.xforms.workbooks.xlsx_reader import read_xlsx
from locales import N_

_Read: TypeAlias = Workbook | tuple[Problem, ...]

_ARCHIVE: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_FROM_BEFORE_2007: Final = (
    Problem(Location(), N_("this is an Excel workbook from before 2007"), SAVE_AGAIN),
)
_TEXTS: Final[Mapping[str, Callable[[str, str], _Read]]] = MappingProxyType(
    {".md": read_markdown, ".markdown": read_markdown, ".txt": read_markdown, ".csv": read_csv}
)


def read_workbook(content: bytes, name: str) -> Workbook | tuple[Problem, ...]:
    """Read a file an organiser made, or say why it cannot be read and what to do."""
    path = PurePath(name)
    suffix, stem = path.suffix.lower(), path.stem
    if len(content) > LONGEST_FILE:
        return _refused(
            N_("the file is larger than {limit} kB"),
            N_("Take out pictures and sheets that the form does not need."),
            limit=str(LONGEST_FILE // 1_000),
        )
    if suffix == ".xlsx":
        return _xlsx(content, stem)
    if suffix in _TEXTS:
        return _text(content, stem, suffix)
    if suffix == ".xlsm":
        return _refused(
            N_("the file may have macros, which are never run here"),
            NO_MACROS,
        )
    if suffix == ".xls":
        return _FROM_BEFORE_2007
    return _refused(
        N_("files that end in {suffix} cannot be read"),
        N_("Send the form as .xlsx, .md or .csv."),
        suffix=suffix or name,
    )


def _xlsx(content: bytes, stem: str) -> _Read:
    if content.startswith(_OLD_OFFICE):
        return (WITH_PASSWORD,) if _ENCRYPTED in content else _FROM_BEFORE_2007
    if not content.startswith(_ARCHIVE):
        return (NO_WORKBOOK,)
    return read_xlsx(content, stem)


def _text(content: bytes, stem: str, suffix: str) -> _Read:
    if content.startswith((_ARCHIVE, _OLD_OFFICE)):
        return _refused(
            N_("the file is a spreadsheet, and its name ends in {suffix}"),
            N_("Give it a name that ends in .xlsx."),
            suffix=suffix,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(
            N_("the letters of the file cannot be read"),
            N_("Save it anew as UTF-8, or as an Excel workbook (.xlsx)."),
        )
    return _TEXTS[suffix](text, stem)


def _refused(message: str, remedy: str, **values: str) -> tuple[Problem, ...]:
    return (Problem(Location(), message, remedy, values),)
