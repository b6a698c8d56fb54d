"""Every dialogue in tests/dialogues goes as it is written.

A changed form or word shows as a difference of lines; `pytest --inline-snapshot=fix` writes what
really happens into the files.
"""

from functools import cache
from pathlib import Path

import pytest
from inline_snapshot import external_file

from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.dialogue import replay
from conversations.xforms.formdef import FormDef
from tests.conversations.talks import make
from tests.dialogue import NOW, lists

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES = sorted(FOLDER.glob("*.txt"))


@cache
def load(form_id: str) -> FormDef:
    """Return a form of the program's own, or one that is only there to be told here."""
    if form_id in BUILTIN_FORMS:
        _, compiled = compile_builtin(form_id)
        return compiled.form
    return make((FOLDER / "forms" / f"{form_id}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_dialogue_goes_as_written(path: Path) -> None:
    form_id, _story, language = path.stem.split(".")
    written = path.read_text(encoding="utf-8")

    happened = replay(load(form_id), written, language=language, lists=lists(language), now=NOW)

    assert happened == external_file(path, format=".txt")
