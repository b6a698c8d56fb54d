"""An organiser's workbook inspected in a process of its own, which may not cost much or long."""

import base64
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Final

from bot import limited
from bot.limited import Ending, Failed, Limits
from conversations.xforms.checks.victims import victim_fields
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.problems import Location, Problem, Severity
from conversations.xforms.workbooks.reader import read_workbook
from conversations.xforms.workbooks.workbook import Workbook, write_markdown
from locales import N_


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a workbook; `source` and `xform` are empty where there are problems."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    victim_fields: tuple[Problem, ...] = ()
    source: str = ""
    xform: str = ""
    form_id: str = ""
    title: str = ""


USUAL: Final = Limits(processor_seconds=5, clock_seconds=10.0, memory_bytes=300_000_000)
_PROBLEMS: Final = ("problems", "warnings", "victim_fields")
_TEXTS: Final = ("source", "xform", "form_id", "title")
_LONGEST_ID: Final = 50  # letters; the id of a form travels in the buttons that begin it
_COPY: Final = re.compile(r"\s*\(\d+\)$")  # of a file that was fetched more than once
_ODD: Final = re.compile(r"[^a-z0-9.\-]+")


async def inspect(content: bytes, name: str, *, limits: Limits = USUAL) -> Inspection:
    """Inspect a file that an organiser sent, whatever is in it."""
    sent = {"name": name, "content": base64.b64encode(content).decode()}
    inspecting = limited.program("bot.inspection")
    try:
        found = await limited.run(inspecting, json.dumps(sent).encode(), limits=limits)
    except Failed as failed:
        return _failed(failed.code)
    return _read(json.loads(found))


def _failed(code: int | None) -> Inspection:
    """Say what it means that the process ended so."""
    smaller = N_("Make two forms of it, or take out long lists and conditions.")
    if code == Ending.OUT_OF_TIME:
        problem = Problem(Location(), N_("the workbook takes too long to check"), smaller)
    elif code == Ending.NO_MEMORY:
        problem = Problem(Location(), N_("the workbook needs too much memory to check"), smaller)
    else:
        problem = Problem(
            Location(),
            N_("the workbook cannot be checked"),
            N_("Copy its sheets into a new workbook and send that."),
        )
    return Inspection((problem,))


def look_through(content: bytes, name: str) -> Inspection:
    """Inspect a file here and now: read it, compile it, look for victims in it."""
    workbook = read_workbook(content, _plain(name))
    if not isinstance(workbook, Workbook):
        return Inspection(workbook)
    compiled, about_victims = compile_form(workbook), victim_fields(workbook)
    if not isinstance(compiled, CompiledForm):
        return Inspection(compiled, victim_fields=about_victims)
    return Inspection(
        warnings=compiled.warnings,
        victim_fields=about_victims,
        source=write_markdown(workbook),
        xform=compiled.xform,
        form_id=compiled.form.form_id,
        title=compiled.form.form_title,
    )


def _plain(name: str) -> str:
    """Fold the name of a file, for a form without an id is called after it."""
    path = PurePath(name)
    letters = unicodedata.normalize("NFKD", _COPY.sub("", path.stem)).encode("ascii", "ignore")
    folded = _ODD.sub("_", letters.decode().lower()).strip("_.-")[:_LONGEST_ID].rstrip("_.-")
    return f"{folded or path.stem}{path.suffix}"


def _read(found: Mapping[str, Any]) -> Inspection:
    told = {kind: tuple(map(_problem, found[kind])) for kind in _PROBLEMS}
    return Inspection(**{**found, **told})


def _problem(found: Mapping[str, Any]) -> Problem:
    location, severity = Location(**found["location"]), Severity(found["severity"])
    return Problem(**{**found, "location": location, "severity": severity})


def _written(inspection: Inspection) -> str:
    told = {kind: list(map(_told, getattr(inspection, kind))) for kind in _PROBLEMS}
    texts = {name: getattr(inspection, name) for name in _TEXTS}
    return json.dumps({**told, **texts})


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "location": asdict(problem.location),
        "message": problem.message,
        "remedy": problem.remedy,
        "values": dict(problem.values),
        "severity": problem.severity,
    }


def _inspect(sent: bytes) -> bytes:
    asked = json.loads(sent)
    return _written(look_through(base64.b64decode(asked["content"]), asked["name"])).encode()


if __name__ == "__main__":
    limited.serve(_inspect)
