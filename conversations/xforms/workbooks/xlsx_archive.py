"""A spreadsheet file looked at from outside: what it would cost or do is met before it is read."""

import re
import zlib
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from conversations.xforms.problems import Location, Problem
from locales import N_

MOST_PARTS: Final = 500
LARGEST_UNPACKED: Final = 20_000_000
LARGEST_RATIO: Final = 100
BROKEN: Final = (
    *(BadZipFile, zlib.error, ParseError, OSError, EOFError, NotImplementedError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),
)
"""What reading a file raises that only looks like a workbook."""
_SMALL: Final = 1_000_000
_ENCRYPTED: Final = 0x1
_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = ("vbaproject.bin", "vbadata.xml")
_MACRO_TYPE: Final = re.compile(rb'PartName="/xl/workbook\.xml"[^>]*macroEnabled')
_MARKUP: Final = (".xml", ".rels", ".vml")

SAVE_AGAIN: Final = N_("Open it in a spreadsheet program and save it as an Excel workbook (.xlsx).")
NO_MACROS: Final = N_("Save it as an Excel workbook (.xlsx), which has no macros.")
DAMAGED: Final = Problem(Location(), N_("the file is damaged"), SAVE_AGAIN)
NO_WORKBOOK: Final = Problem(Location(), N_("the file is no Excel workbook"), SAVE_AGAIN)
WITH_PASSWORD: Final = Problem(
    Location(), N_("the file is protected with a password"), N_("Save it without a password.")
)


def look_at(content: bytes) -> Problem | None:
    """Say what is wrong with a file that begins as a zip archive does."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _wrong_size(archive.infolist()) or _wrong_parts(archive)
    except BROKEN:
        return DAMAGED


def _problem(message: str, remedy: str) -> Problem:
    return Problem(Location(), message, remedy)


def _wrong_size(parts: list[ZipInfo]) -> Problem | None:
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or any(_swells(part) for part in parts)
    ):
        return _problem(
            N_("the file unpacks to far more than a form is"),
            N_("Copy the sheets survey, choices and settings into a new workbook."),
        )
    return None


def _swells(part: ZipInfo) -> bool:
    packed = max(part.compress_size, 1)
    return part.file_size > _SMALL and part.file_size / packed > LARGEST_RATIO


def _wrong_parts(archive: ZipFile) -> Problem | None:
    names = {part.filename.lower() for part in archive.infolist()}
    if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
        return WITH_PASSWORD
    if _TYPES.lower() not in names or "xl/workbook.xml" not in names:
        return NO_WORKBOOK
    if any(name.endswith(_MACROS) for name in names) or _MACRO_TYPE.search(archive.read(_TYPES)):
        return _problem(N_("the file has macros, which are never run here"), NO_MACROS)
    for part in archive.infolist():
        if part.filename.lower().endswith(_MARKUP) and not _is_plain(archive, part):
            return _problem(
                N_("the file holds markup that no spreadsheet program writes"), SAVE_AGAIN
            )
    return None


def _is_plain(archive: ZipFile, part: ZipInfo) -> bool:
    """Say whether a part begins without a document type, in which alone entities can be declared."""
    with archive.open(part) as opened:
        try:
            next(iter(iterparse(opened, events=("start",), forbid_dtd=True)), None)
        except (DefusedXmlException, ParseError):
            return False
    return True
