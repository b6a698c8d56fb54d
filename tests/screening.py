"""Measure the screening of texts: `python -m tests.screening FILE`.

A line of the file is `label<TAB>language<TAB>text`; lines that begin with # are left out. The label
says what is to be found: none, or one or more of person, phone, identity, case, address, account and
cue, joined by +. A cue is what may speak of a person in danger now.

Precision is the share of what was found that is there, recall the share of what is there that was
found. A label counts once a line, wherever in the text it is found.
"""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from conversations.screening.disclosure import cues
from conversations.screening.findings import Clue
from conversations.screening.screen import screen

NONE, CUE = "none", "cue"
LABELS = (*(clue.value for clue in Clue), CUE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, and what is to be found in it."""

    labels: frozenset[str]
    language: str
    text: str

    def found(self) -> frozenset[str]:
        kinds = {finding.kind.value for finding in screen(self.text)}
        return frozenset(kinds | ({CUE} if cues(self.text) else set()))


@dataclass(frozen=True, slots=True)
class Score:
    """How many labels were rightly found, wrongly found, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @override
    def __str__(self) -> str:
        counts = f"{self.right:4} right {self.wrong:3} wrong {self.missed:3} missed"
        return f"precision {self.precision:.2f}  recall {self.recall:.2f}  {counts}"


def read(path: Path) -> tuple[Sentence, ...]:
    """Read the sentences of a file; one that is not as it should be is named and refused."""
    return tuple(_sentences(path.read_text(encoding="utf-8").splitlines()))


def _sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        label, language, text = [*line.split("\t", 2), "", ""][:3]
        labels = frozenset(label.split("+")) - {NONE}
        if not text or not labels <= set(LABELS):
            raise ValueError(f"line {number}: label<TAB>language<TAB>text, please: {line[:60]}")
        yield Sentence(labels, language, text)


def score(sentences: Sequence[Sentence], *, labels: Collection[str] = LABELS) -> Score:
    """Count over sentences and labels."""
    right = wrong = missed = 0
    for sentence in sentences:
        found = sentence.found()
        right += len((found & sentence.labels).intersection(labels))
        wrong += len((found - sentence.labels).intersection(labels))
        missed += len((sentence.labels - found).intersection(labels))
    return Score(right, wrong, missed)


def report(sentences: Sequence[Sentence]) -> Iterator[str]:
    clean = sum(not sentence.labels for sentence in sentences)
    yield f"{len(sentences)} sentences, {clean} of them with nothing to find"
    yield f"{'all':10}{score(sentences)}"
    for label in LABELS:
        yield f"{label:10}{score(sentences, labels=[label])}"
    for language in sorted({sentence.language for sentence in sentences}):
        own = [sentence for sentence in sentences if sentence.language == language]
        yield f"{language:10}{score(own)}"


def mistakes(sentences: Sequence[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        found = sentence.found()
        if found != sentence.labels:
            wanted, got = ("+".join(sorted(one)) or NONE for one in (sentence.labels, found))
            yield f"{wanted} but found {got}: {sentence.text}"


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(
        "python -m tests.screening",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="lines of label<TAB>language<TAB>text")
    parser.add_argument(
        "--mistakes", action="store_true", help="print the sentences that were misjudged, too"
    )
    chosen = parser.parse_args(arguments)
    sentences = read(chosen.file)
    lines = [*report(sentences), *(mistakes(sentences) if chosen.mistakes else ())]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
