"""Judging all items of a file, on all processors, so that no item can stop the others."""

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

from tests.conformance.verdicts import Finding, Tally, Verdict, failed

Item: TypeAlias = Mapping[str, Any]

LONGEST_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Suite:
    """How the items of one format are named, put into classes and judged."""

    name: str
    about: str
    identify: Callable[[int, Item], tuple[str, str]]
    judge: Callable[[Item], Finding]

    def run(self, path: Path) -> Tally:
        items = list(enumerate(json.loads(path.read_text(encoding="utf-8"))))
        judge = partial(_judged, self)
        # A process of its own begins afresh: what it imports does not depend on who asks.
        workers = ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))
        with workers as pool:
            return Tally(tuple(pool.map(judge, items, chunksize=max(1, len(items) // 16))))


def _judged(suite: Suite, numbered: tuple[int, Item]) -> Verdict:
    number, item = numbered
    try:
        name, group = suite.identify(number, item)
    except Exception as error:  # noqa: BLE001 - an item may be anything
        return Verdict(f"#{number}", "unreadable", failed(repr(error)))
    try:
        with _limited():
            finding = suite.judge(item)
    except Exception as error:  # noqa: BLE001 - whatever breaks is a failure of this item
        finding = failed(_place_and_reason(error))
    return Verdict(name, group, finding)


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TimeoutError in an item that takes too long."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def _give_up(_number: int, _frame: object) -> None:
    raise TimeoutError(f"not done after {LONGEST_SECONDS} s")


def _place_and_reason(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno} {error!r}"
