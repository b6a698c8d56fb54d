"""A language that nobody speaks: every text of the bot in brackets, so that others stand out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

from locales import FOLDER
from locales.update import TRANSLATED

OPEN, CLOSE = "⟦⟧"
_LETTERS: Final = str.maketrans("aeiounAEIOU", "áéíóúñÁÉÍÓÚ")
_PLACE: Final = re.compile(r"\$\{\w+\}|\{\w+\}")
_KEPT: Final = re.compile(rf"{_PLACE.pattern}|\{{\{{|\}}\}}|<[^>]+>|&\w+;|https?://\S+|/\w+")
_INNERMOST: Final = re.compile(rf"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_SENTENCE: Final = re.compile(r"[.:?!…][”»)]*$")
# What may stand around whole texts: signs, the number of a line, the count of what is marked.
_BEFORE: Final = re.compile(r"\W*(?:\d+\. )?\W*")
_BETWEEN: Final = re.compile(r"\s*[;,·/](?:[;,·/]|\s)*|\s+[ye]\s+")
_BEHIND: Final = re.compile(r"\W*|\s\(\d+\)")


def pseudo(text: str) -> str:
    """Return the text as it is said in this language; what is filled in stays, and mere signs."""
    if not any(character.isalpha() for character in text):
        return text
    kept = [*_KEPT.findall(text), ""]
    parts = zip(_KEPT.split(text), kept, strict=True)
    return f"{OPEN}{''.join(part.translate(_LETTERS) + place for part, place in parts)}{CLOSE}"


def write_catalogues(folder: Path) -> None:
    """Write the catalogues of all languages anew, with every text in this one."""
    for language in TRANSLATED:
        for name in ("messages", "forms"):
            path = Path(language, "LC_MESSAGES", f"{name}.po")
            with (FOLDER / path).open("rb") as file:
                catalog = read_po(file, locale=language)
            for message in catalog:
                _translate(message)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("wb") as file:
                write_po(file, catalog)


def _translate(message: Message) -> None:
    if isinstance(message.id, (list, tuple)):
        message.string = tuple(map(pseudo, message.id))
    elif message.id:
        message.string = pseudo(message.id)


def in_spanish(text: str) -> str:
    """Return a text of this language as the Spanish catalogues have it."""
    while found := _INNERMOST.search(text):
        text = text[: found.start()] + _piece_in_spanish(found[0]) + text[found.end() :]
    return text


def _piece_in_spanish(piece: str) -> str:
    for pattern, said in _spanish().items():
        if filled := pattern.fullmatch(piece):
            return _PLACE.sub(lambda place: filled[place[0].strip("${}")], said)
    return piece.strip(OPEN + CLOSE)


@cache
def _spanish() -> Mapping[re.Pattern[str], str]:
    """Return what each text of this language is in Spanish, those with fewest places first."""
    said: dict[str, str] = {}
    for name in ("messages", "forms"):
        with (FOLDER / "es" / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
            for message in read_po(file, locale="es"):
                if isinstance(message.id, str) and isinstance(message.string, str):
                    said[message.id] = message.string
    plainest = sorted(said, key=lambda text: (len(_PLACE.findall(text)), -len(text)))
    return {_pattern(text): said[text] for text in plainest if text}


def _pattern(text: str) -> re.Pattern[str]:
    """Return what matches a text of this language, whatever is filled in."""
    places: set[str] = set()
    pattern = ""
    marked = pseudo(text)
    for part, place in zip(_PLACE.split(marked), [*_PLACE.findall(marked), ""], strict=True):
        name = place.strip("${}")
        pattern += re.escape(part)
        if name:
            pattern += f"(?P={name})" if name in places else f"(?P<{name}>.*)"
            places.add(name)
    return re.compile(pattern, re.DOTALL)


def unsaid(text: str, *, known: Sequence[str]) -> Iterator[str]:
    """Yield each line of `text` that holds words of no catalogue, or texts glued to something.

    `known` is what is rightly in none: what people typed, names of places and of people.
    """
    for line in text.split("\n"):
        pieces, between = _outermost(line)
        rest = "\0".join(between)
        for word in sorted(known, key=len, reverse=True):
            rest = rest.replace(word, "")
        if any(character.isalpha() for character in re.sub(_BETWEEN, "", rest)):
            yield f"in no catalogue: {line}"
        elif pieces and _is_glued(pieces, rest.split("\0")):
            yield f"glued: {line}"


def _is_glued(pieces: Sequence[str], between: Sequence[str]) -> bool:
    """Tell whether anything stands beside a text but other whole sentences, or items of a list."""
    first, *inner, last = between
    joined = zip(pieces, inner, strict=False)
    return not (
        _BEFORE.fullmatch(first)
        and _BEHIND.fullmatch(last)
        and all(
            _BETWEEN.fullmatch(gap) or (gap.isspace() and _SENTENCE.search(piece))
            for piece, gap in joined
        )
    )


def _outermost(line: str) -> tuple[list[str], list[str]]:
    """Return the pieces in brackets, with what is in others, and what stands around them."""
    pieces: list[str] = []
    between = [""]
    depth = 0
    for character in line:
        if character == OPEN:
            depth += 1
            if depth == 1:
                pieces.append("")
        elif character == CLOSE and depth:
            depth -= 1
            if not depth:
                between.append("")
        elif depth:
            pieces[-1] += character
        else:
            between[-1] += character
    return pieces, between if not depth else [*between, ""]  # a text that was cut has no end
