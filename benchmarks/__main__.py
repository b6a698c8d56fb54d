"""Measure the form engine, and write docs/benchmarks.md.

python -m benchmarks [--rigorous]
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

import pyperf

from benchmarks.engine import IMPORTS, START

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
LIMITS = {
    "a turn of the engine, 15 questions": 0.0005,
    "a turn of the engine, 500 questions": 0.005,
    "a turn of the conversation, 15 questions": 0.0005,
    "a turn of the conversation, 500 questions": 0.005,
    "a turn of a cascade, 5,000 rows": 0.015,
    "compile, 500 questions": 0.3,
    **dict.fromkeys(IMPORTS, 0.1),
}
"""Seconds that each may take, in the median."""


def measure(how: str) -> pyperf.BenchmarkSuite:
    with TemporaryDirectory() as folder:
        results = Path(folder) / "engine.json"
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.engine", how, "-o", str(results)], check=True
        )
        suite: pyperf.BenchmarkSuite = pyperf.BenchmarkSuite.load(str(results))
        return suite


def medians(suite: pyperf.BenchmarkSuite) -> dict[str, float]:
    """Give the seconds of each; importing is what a start with it takes longer than one without."""
    found = {one.get_name(): float(one.median()) for one in suite.get_benchmarks()}
    start = found.pop(START)
    return {name: found[name] - (start if name in IMPORTS else 0) for name in LIMITS}


def page(found: dict[str, float], facts: dict[str, object], day: str) -> Iterator[str]:
    yield "# How fast the form engine is\n"
    yield "Written by `make bench-engine`. A turn of the engine is all that one message asks of it: read"
    yield "the stored answers, restore the form, take an answer, compute what follows from it, find the"
    yield "next question, put it into words, and write the answers for storing. A turn of the conversation"
    yield "is that with everything around it: understand the message, say what it became, ask what comes"
    yield "next, and write it all as messages of Telegram. Nothing is kept in memory but the form and its"
    yield "lists. Half of the form is answered already; in the cascade, a place is chosen from those of a"
    yield "region. Medians:\n"
    yield "| what | ms | at most |"
    yield "| --- | --- | --- |"
    for name, limit in LIMITS.items():
        yield f"| {name} | {1000 * found[name]:.2f} | {1000 * limit:g} |"
    yield f"\n{day}, {facts['python_implementation']} {facts['python_version'].__str__().split()[0]},"
    yield f"{facts.get('cpu_model_name', 'an unknown processor')}, {facts['cpu_count']} of its cores."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rigorous", action="store_true")
    how = "--rigorous" if parser.parse_args().rigorous else "--fast"
    suite = measure(how)
    found = medians(suite)
    day = datetime.fromtimestamp(time(), UTC).date().isoformat()
    facts = suite.get_benchmarks()[0].get_metadata()
    PAGE.write_text("\n".join((*page(found, facts, day), "")), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
