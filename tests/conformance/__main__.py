"""Hold the form engine against what other engines do."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.defects import XFormRefused
from tests.conformance import javarosa
from tests.conformance.compared_forms import builtin_forms, drawn_forms, forms_in, recorded_forms
from tests.conformance.comparison import compare_all
from tests.conformance.differences import known
from tests.conformance.expressions import EXPRESSIONS
from tests.conformance.floors import FILES, FLOORS, RECORDINGS
from tests.conformance.javarosa import SameForm
from tests.conformance.markdown import MARKDOWN
from tests.conformance.page import PAGE, written
from tests.conformance.suites import Suite
from tests.conformance.traces import TRACES
from tests.conformance.verdicts import as_json, as_text
from tests.conformance.written_walk import HELP, written_walk

SUITES: Mapping[str, Suite] = MappingProxyType(
    {suite.name: suite for suite in (EXPRESSIONS, TRACES, MARKDOWN)}
)

DRAWN = 200


def main(arguments: list[str]) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.command == "walk":
        return _walk(chosen.form, chosen.answers)
    if chosen.command == "javarosa":
        return _javarosa(chosen.forms, drawn=chosen.drawn, keep=chosen.keep)
    if chosen.command == "report":
        return _report(drawn=chosen.drawn)
    tally = SUITES[chosen.command].run(chosen.file)
    print(as_json(tally) if chosen.json else as_text(tally, failures=chosen.failures))
    missed = tally.missed(dict(chosen.floor))
    for line in missed:
        print(line, file=sys.stderr)
    return int(bool(missed))


def _walk(form: Path, answers: Path) -> int:
    try:
        print(written_walk(form, answers))
    except XFormRefused as refused:
        print(f"refused: {refused}", file=sys.stderr)
        return 1
    return 0


def _javarosa(folder: Path | None, *, drawn: int, keep: Path | None) -> int:
    if not javarosa.is_there():
        print(javarosa.MISSING)
        return 0
    compared = compare_all(_compared(folder, drawn))
    for one in (*compared.untold, *compared.differences):
        reason = known(one)
        print(one.say() if reason is None else f"{one.say()} ({reason.why})")
    if keep is not None:
        for number, one in enumerate(compared.unexpected()):
            (keep / f"{number}.xml").write_text(one.form.xform, encoding="utf-8")
    print(compared.say())
    return int(bool(compared.unexpected()))


def _report(*, drawn: int) -> int:
    """Run all, and write the page; 1 where a floor is missed."""
    tallies = {name: SUITES[name].run(RECORDINGS / file) for name, file in FILES.items()}
    compared = compare_all(_compared(None, drawn)) if javarosa.is_there() else None
    if compared is None:
        print(javarosa.MISSING)
    PAGE.write_text(written(tallies, compared), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return int(any(tallies[name].missed(FLOORS[name]) for name in tallies))


def _compared(folder: Path | None, drawn: int) -> Iterator[tuple[SameForm, FormDef]]:
    if folder is not None:
        yield from forms_in(folder)
        return
    yield from builtin_forms()
    yield from drawn_forms(drawn)
    recorded = RECORDINGS / FILES["markdown"]
    if recorded.exists():
        yield from recorded_forms(recorded)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for suite in SUITES.values():
        one = commands.add_parser(suite.name, help=suite.about, description=suite.about)
        one.add_argument("file", type=Path, metavar="FILE.json")
        one.add_argument("--failures", action="store_true", help="list what failed, and why")
        one.add_argument("--json", action="store_true", help="write all of it for a program")
        one.add_argument(
            *("--floor", "-f"),
            type=_floor,
            action="append",
            default=[],
            metavar="[CLASS=]PERCENT",
            help="exit with 1 where less of what is in scope passed",
        )
    walk = commands.add_parser(
        "walk",
        help="print the events of a walk through a form",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    walk.add_argument("form", type=Path, metavar="FORM.xml")
    walk.add_argument("answers", type=Path, metavar="ANSWERS.json")
    beside = commands.add_parser("javarosa", help="walk through forms beside the reference engine")
    beside.add_argument("--forms", type=Path, metavar="DIR", help="only what lies in this folder")
    beside.add_argument("--keep", type=Path, metavar="DIR", help="put the XForms that differ here")
    report = commands.add_parser("report", help="run all, and write docs/conformance.md")
    for command in (beside, report):
        command.add_argument("--drawn", type=int, default=DRAWN, help="forms drawn by chance")
    return parser


def _floor(written: str) -> tuple[str, float]:
    group, _, percent = written.rpartition("=")
    return group, float(percent)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
