"""Bring the catalogues up to date with the code and the forms: `python -m locales.update [ROOT]`."""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales import FOLDER, LANGUAGES

ROOMS: Final = ("bot", "conversations", "reports", "storage")
TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")

_KEYWORDS: Final = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_HEADER: Final = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Language: {language}\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: {plural}\\n"\n'
)
# Babel calls the extractor of forms by its name, so nothing here imports what stands above.
_CODE: Final = [("**.py", "locales.update:extract_code")]
_FORMS: Final = [("**.md", "conversations.xforms.catalog:extract_for_babel")]

Extracted = tuple[int, str, str | tuple[str, str], list[str]]


def main(root: Path) -> None:
    """Write every catalogue anew: what is no longer said goes, what is new comes in empty."""
    for path, text in updated(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def updated(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each catalogue's path and the text that it should have."""
    folders = [(root / room, _CODE) for room in ROOMS]
    messages = _template(folders)
    forms = _template([(root / "conversations" / "forms", _FORMS)])
    for language in TRANSLATED:
        folder = root / FOLDER.name / language / "LC_MESSAGES"
        for name, template in (("messages", messages), ("forms", forms)):
            path = folder / f"{name}.po"
            yield path, _written(_merged(path, template, language), by_id=name == "messages")


def _template(folders: list[tuple[Path, list[tuple[str, str]]]]) -> Catalog:
    template = Catalog(fuzzy=False)
    for folder, methods in folders:
        found = extract_from_dir(folder, methods, keywords=_KEYWORDS)
        for _file, _line, message, _comments, context in found:
            template.add(message, context=context)
    return template


def _merged(path: Path, template: Catalog, language: str) -> Catalog:
    merged = Catalog(locale=language, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            merged = read_po(file, locale=language)
    merged.update(template, no_fuzzy_matching=True)
    return merged


def _written(catalog: Catalog, *, by_id: bool) -> str:
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=by_id,
        ignore_obsolete=True,
    )
    header = _HEADER.format(language=catalog.locale_identifier, plural=catalog.plural_forms)
    return f"{header}\n{body.getvalue().decode().strip()}\n"


def extract_code(
    fileobj: BinaryIO,
    _keywords: Collection[str],
    _comment_tags: Collection[str],
    options: Mapping[str, Any],  # noqa: ARG001 -- Babel hands it over by name
) -> Iterator[Extracted]:
    """Find N_("…"), say("…") and say_many("…", "…") in Python, however deep they stand."""
    calls = [node for node in ast.walk(ast.parse(fileobj.read())) if isinstance(node, ast.Call)]
    plurals = [call for call in calls if _called(call) == "say_many" and len(call.args) > 1]
    within = {id(argument) for call in plurals for argument in call.args[:2]}
    for call in plurals:
        one, many = map(_text, call.args[:2])
        if one and many:
            yield call.lineno, "ngettext", (one, many), []
    for call in calls:
        text = _text(call) if id(call) not in within and _called(call) in {"N_", "say"} else ""
        if text:
            yield call.lineno, "gettext", text, []


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _text(node: ast.expr) -> str:
    """Return the text of "…" or of a call that begins with it, "" of anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(args=[ast.Constant(value=str(text)), *_]):
            return text
        case _:
            return ""


def missing(catalog: Catalog) -> list[Message]:
    """Return what has no translation, or one that nobody has confirmed."""
    return [m for m in catalog if m.id and (m.fuzzy or not all(_strings(m)))]


def _strings(message: Message) -> Sequence[str]:
    return [message.string] if isinstance(message.string, str) else message.string or [""]


if __name__ == "__main__":
    main(Path(*sys.argv[1:]))
