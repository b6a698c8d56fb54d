"""How well, how fast and in how much memory voice notes are written down on this machine.

    python -m benchmarks.hearing FOLDER [--language es]

FOLDER holds recordings as Telegram sends them, NAME.ogg, and beside each what is said, NAME.txt.
Needs the extra `voice`. Each recording is heard as the bot hears it: by a process of its own.
"""

import argparse
import asyncio
import re
import resource
from pathlib import Path
from time import perf_counter

from bot import hearing
from bot.hearing import Hearing

WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def errors(said: list[str], heard: list[str]) -> int:
    """Count the words that are wrong, missing or too many."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, start=1):
        diagonal, row[0] = row[0], number
        for at, other in enumerate(heard, start=1):
            diagonal, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, diagonal + (word != other)),
            )
    return row[-1]


def measure(listens: Hearing, folder: Path, language: str) -> None:
    wrong = total = 0
    for recording in sorted(folder.glob("*.ogg")):
        said = words_of(recording.with_suffix(".txt").read_text(encoding="utf-8"))
        begun = perf_counter()
        heard = asyncio.run(listens.hear(recording.read_bytes(), language=language))
        taken = perf_counter() - begun
        missed = errors(said, words_of(heard))
        wrong, total = wrong + missed, total + len(said)
        print(f"{recording.stem}: {missed} of {len(said)} words wrong, {taken:.1f} s: {heard}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"all: {wrong} of {total} words wrong ({wrong / total:.0%}), at most {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="es")
    chosen = parser.parse_args()
    listens = hearing.find()
    if listens is None:
        parser.exit(1, "The extra `voice` is not installed, or its model is damaged.\n")
    measure(listens, chosen.folder, chosen.language)


if __name__ == "__main__":
    main()
