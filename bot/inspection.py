"""An organiser's workbook inspected in a process of its own, which may not cost much or long."""

import asyncio
import base64
import json
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Final

from conversations.xforms.checks.victims import victim_fields
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.problems import Location, Problem, Severity
from conversations.xforms.workbooks.reader import read_workbook
from conversations.xforms.workbooks.workbook import Workbook, write_markdown
from locales import N_


@dataclass(frozen=True, slots=True)
class Limits:
    """What an inspection may take. The clock is longer, for machines that have other work too."""

    processor_seconds: int = 5
    clock_seconds: float = 10.0
    memory_bytes: int = 300_000_000


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


USUAL: Final = Limits()
_NO_MEMORY: Final = 3
_OUT_OF_TIME: Final = -getattr(signal, "SIGXCPU", 24)  # which Windows does not have
_PROBLEMS: Final = ("problems", "warnings", "victim_fields")
_TEXTS: Final = ("source", "xform", "form_id", "title")
_SECRETS: Final = "TERTULIA_"
_LONGEST_ID: Final = 50  # letters; the id of a form travels in the buttons that begin it
_COPY: Final = re.compile(r"\s*\(\d+\)$")  # of a file that was fetched more than once
_ODD: Final = re.compile(r"[^a-z0-9.\-]+")


async def inspect(content: bytes, name: str, *, limits: Limits = USUAL) -> Inspection:
    """Inspect a file that an organiser sent, whatever is in it."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.inspection"),
        *(str(limits.processor_seconds), str(limits.memory_bytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if not key.startswith(_SECRETS)},
    )
    sent = {"name": name, "content": base64.b64encode(content).decode()}
    try:
        async with asyncio.timeout(limits.clock_seconds):
            found, _ = await child.communicate(json.dumps(sent).encode())
    except TimeoutError:
        return _failed(_OUT_OF_TIME)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _read(json.loads(found)) if child.returncode == 0 else _failed(child.returncode)


def _failed(code: int | None) -> Inspection:
    """Say what it means that the process ended so."""
    smaller = N_("Make two forms of it, or take out long lists and conditions.")
    if code == _OUT_OF_TIME:
        problem = Problem(Location(), N_("the workbook takes too long to check"), smaller)
    elif code == _NO_MEMORY:
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


def main() -> None:
    """Inspect what comes in, within the limits that the arguments set."""
    seconds, memory = map(int, sys.argv[1:])
    _limit(seconds, memory)
    sent = json.load(sys.stdin)
    try:
        inspection = look_through(base64.b64decode(sent["content"]), sent["name"])
    except MemoryError:
        sys.exit(_NO_MEMORY)
    sys.stdout.write(_written(inspection))


def _limit(seconds: int, memory: int) -> None:
    """Limit this process; on Windows, which cannot, only the clock of the parent does."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 -- Windows has no such module, and must start all the same

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
