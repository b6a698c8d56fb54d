"""Functions of strings: concat, join, substr, translate, regex, digest, uuid and the like."""

import base64
import binascii
import math
from collections.abc import Iterator
from typing import Final

from conversations.xforms import patterns
from conversations.xforms.functions.arguments import Here, as_number, as_whole, or_context_node
from conversations.xforms.values import LONGEST_TEXT, Value, random_uuid, texts, to_string

_SPACES: Final = str.maketrans("\t\r\n", "   ")


def string(here: Here, value: Value | None = None) -> Value:
    return to_string(or_context_node(here, value))


def concat(_here: Here, *values: Value) -> Value:
    return _joined(text for value in values for text in texts(value))


def join(_here: Here, separator: Value, *values: Value) -> Value:
    return _joined((text for value in values for text in texts(value)), to_string(separator))


def starts_with(_here: Here, value: Value, start: Value) -> Value:
    return to_string(value).startswith(to_string(start))


def ends_with(_here: Here, value: Value, end: Value) -> Value:
    return to_string(value).endswith(to_string(end))


def contains(_here: Here, value: Value, part: Value) -> Value:
    return to_string(part) in to_string(value)


def substring_before(_here: Here, value: Value, mark: Value) -> Value:
    before, found, _ = to_string(value).partition(to_string(mark) or "\0")
    return before if found else ""


def substring_after(_here: Here, value: Value, mark: Value) -> Value:
    text, sign = to_string(value), to_string(mark)
    return text.partition(sign)[2] if sign else text


def substring(here: Here, value: Value, start: Value, length: Value | None = None) -> Value:
    """Cut by XPath's rule: a character counts from 1 and stays if round(start) <= place."""
    first = _rounded(as_number(here, start))
    end = math.inf if length is None else first + _rounded(as_number(here, length))
    return "".join(
        letter for place, letter in enumerate(to_string(value), 1) if first <= place < end
    )


def _rounded(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def substr(here: Here, value: Value, start: Value, end: Value | None = None) -> Value:
    text = to_string(value)
    return text[as_whole(here, start) or 0 : None if end is None else as_whole(here, end) or 0]


def string_length(here: Here, value: Value | None = None) -> Value:
    return float(len(to_string(or_context_node(here, value))))


def normalize_space(here: Here, value: Value | None = None) -> Value:
    text = to_string(or_context_node(here, value))
    return " ".join(part for part in text.translate(_SPACES).split(" ") if part)


def translate(_here: Here, value: Value, old: Value, new: Value) -> Value:
    letters: dict[int, str] = {}
    target = to_string(new)
    for at, letter in enumerate(to_string(old)):
        letters.setdefault(ord(letter), target[at : at + 1])
    return to_string(value).translate(letters)


def regex(_here: Here, value: Value, pattern: Value) -> Value:
    return patterns.matches(to_string(pattern), to_string(value))


def uuid_(here: Here, length: Value | None = None) -> Value:
    made = random_uuid(here.random())
    if length is None:
        return made
    return (made * 4)[: max(0, as_whole(here, length) or 0)]


def digest(_here: Here, value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = to_string(algorithm).lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
        return ""
    import hashlib  # noqa: PLC0415 - slow to import

    digest = hashlib.new(name, to_string(value).encode(), usedforsecurity=False).digest()
    return digest.hex() if to_string(encoding) == "hex" else base64.b64encode(digest).decode()


def base64_decode(_here: Here, value: Value) -> Value:
    try:
        return base64.b64decode(to_string(value), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _joined(pieces: Iterator[str], separator: str = "") -> str:
    """Join texts up to the length a value may have, so that texts cannot double for ever."""
    parts: list[str] = []
    length = 0
    for piece in pieces:
        parts.append(piece)
        length += len(piece) + len(separator)
        if length > LONGEST_TEXT:
            break
    return separator.join(parts)[:LONGEST_TEXT]
