"""A workbook on the operator's disk, with the lists and pictures that lie beside it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.actions import attachments
from bot.actions.attachments import NotUsable
from bot.actions.forms.versions import Candidate
from bot.actions.lists import OWN
from bot.cli.operator import fail, operator_words, say
from bot.inspection import Inspection, inspect
from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.parser import load_xform
from locales import N_

LARGEST_FILE = 1_000_000  # bytes; a form of 500 questions in three languages has some 200,000


@dataclass(frozen=True, slots=True)
class Brought:
    """A workbook that can be asked, and what was found in it."""

    inspection: Inspection
    form: FormDef
    files: Mapping[str, bytes]

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.form, self.inspection.source, self.inspection.xform, files=self.files)


def bring(file: Path) -> Brought:
    """Look a workbook through as in the chat, or end the command with what is wrong, a line each."""
    inspection = asyncio.run(inspect(_content(file), file.name))
    if inspection.problems:
        fail("\n".join(problem.say(operator_words()) for problem in inspection.problems))
    form = load_xform(inspection.xform)
    return Brought(inspection, form, _files_beside(file, form))


def _content(file: Path) -> bytes:
    if not file.is_file():
        fail(say(N_("There is no file {name}."), name=file))
    if file.stat().st_size > LARGEST_FILE:
        fail(say(N_("{name} is larger than 1 MB: that is no form."), name=file))
    return file.read_bytes()


def _files_beside(file: Path, form: FormDef) -> dict[str, bytes]:
    """Read what the form names; names that lead elsewhere are none of this folder."""
    needed = attachments.names_of(form, own=OWN)
    there = [name for name in needed if Path(name).name == name and (file.parent / name).is_file()]
    if missing := sorted(set(needed) - set(there)):
        sentence = N_("The form names {names}: put it beside {file}.")
        names = operator_words().list(missing)
        fail(say(sentence, names=names, file=file.name))
    files = {name: (file.parent / name).read_bytes() for name in there}
    for name, content in files.items():
        try:
            attachments.check(name, content, form=form)
        except NotUsable as problem:
            fail(f"{name}: {problem.say(operator_words())}")
    return files
