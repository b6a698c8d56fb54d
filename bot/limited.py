"""Work on what strangers sent, done in a process of its own which may not cost much or long."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_SECRETS: Final = "TERTULIA_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the work may take. The clock is longer, for machines that have other work too."""

    processor_seconds: int
    clock_seconds: float
    memory_bytes: int


class Ending(IntEnum):
    """The exit codes that mean something; any other is that of a process which broke."""

    NO_MEMORY = 3
    OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)  # which Windows does not have


class Failed(Exception):
    """The process did not do its work; `code` says what it ended with."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


def program(module: str) -> tuple[str, ...]:
    """Return how a module of ours that calls `serve` is run."""
    return (sys.executable, "-m", module)


async def run(command: Sequence[str], sent: bytes, *, limits: Limits) -> bytes:
    """Hand `sent` to a program and return what it makes of it; raises Failed."""
    child = await asyncio.create_subprocess_exec(
        *command,
        *(str(limits.processor_seconds), str(limits.memory_bytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if not key.startswith(_SECRETS)},
    )
    try:
        async with asyncio.timeout(limits.clock_seconds):
            made, _ = await child.communicate(sent)
    except TimeoutError:
        raise Failed(Ending.OUT_OF_TIME) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise Failed(child.returncode)
    return made


def serve(work: Callable[[bytes], bytes]) -> None:
    """Be such a program: do `work` on what comes in, within the limits that the arguments set."""
    seconds, memory = map(int, sys.argv[1:])
    _limit(seconds, memory)
    sent = sys.stdin.buffer.read()
    try:
        made = work(sent)
    except MemoryError:
        sys.exit(Ending.NO_MEMORY)
    sys.stdout.buffer.write(made)


def _limit(seconds: int, memory: int) -> None:
    """Limit this process; on Windows, which cannot, only the clock of the parent does."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 -- Windows has no such module, and must start all the same

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
