"""Every dialogue in tests/dialogues goes as it is written.

A changed form or word shows as a difference of lines; `pytest --inline-snapshot=fix` writes what
really happens into the files.
"""

from functools import cache
from pathlib import Path

import pytest
from inline_snapshot import external_file

from conversations.builtin import compile_builtin
from conversations.dialogue import replay
from conversations.xforms.formdef import FormDef
from tests.dialogue import NOW, lists

DIALOGUES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))


@cache
def load(form_id: str) -> FormDef:
    _, compiled = compile_builtin(form_id)
    return compiled.form


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_dialogue_goes_as_written(path: Path) -> None:
    form_id, _story, language = path.stem.split(".")
    written = path.read_text(encoding="utf-8")

    happened = replay(load(form_id), written, language=language, lists=lists(language), now=NOW)

    assert happened == external_file(path, format=".txt")
