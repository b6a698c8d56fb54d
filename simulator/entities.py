"""Telegram's formatted text: HTML in, plain text and entities out, and back."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from simulator.refusals import bad_request

Entity = dict[str, Any]

KINDS = {
    "a": "text_link",
    "b": "bold",
    "blockquote": "blockquote",
    "code": "code",
    "del": "strikethrough",
    "em": "italic",
    "i": "italic",
    "ins": "underline",
    "pre": "pre",
    "s": "strikethrough",
    "span": "spoiler",
    "strike": "strikethrough",
    "strong": "bold",
    "tg-emoji": "custom_emoji",
    "tg-spoiler": "spoiler",
    "u": "underline",
}
TAGS = {
    "blockquote": "blockquote",
    "bold": "b",
    "code": "code",
    "expandable_blockquote": "blockquote",
    "italic": "i",
    "pre": "pre",
    "spoiler": "tg-spoiler",
    "strikethrough": "s",
    "text_link": "a",
    "underline": "u",
}
TAG = re.compile(r"<(?P<end>/?)(?P<name>[^\s<>/]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
FOUND = (
    ("url", re.compile(r"(?:https?|tg)://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@\w+)?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@[a-zA-Z]\w{3,31}")),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text and what is bold, linked or quoted in it."""

    text: str
    entities: tuple[Entity, ...]


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    at: int


@dataclass(slots=True)
class _Reader:
    """What was read of a piece of HTML so far."""

    text: str = ""
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def begin(self, name: str, rest: str, place: int) -> None:
        attributes = {
            key.lower(): html.unescape("".join(values)) for key, *values in ATTRIBUTE.findall(rest)
        }
        if name not in KINDS or (name == "span" and attributes.get("class") != "tg-spoiler"):
            raise _unparsable(f'Unsupported start tag "{name}" at byte offset {place}')
        self.open.append(_Open(name, attributes, units(self.text)))

    def end(self, name: str, place: int) -> None:
        if not self.open:
            raise _unparsable(f"Unexpected end tag at byte offset {place}")
        opened = self.open.pop()
        if name not in ("", opened.name):
            raise _unparsable(
                f"Unmatched end tag at byte offset {place}, "
                f'expected "</{opened.name}>", found "</{name}>"'
            )
        length = units(self.text) - opened.at
        if length > 0:
            self._keep(opened, length)

    def _keep(self, opened: _Open, length: int) -> None:
        entity: Entity = {"type": KINDS[opened.name], "offset": opened.at, "length": length}
        match opened.name:
            case "a":
                inner = _cut(self.text, opened.at, length)
                entity["url"] = opened.attributes.get("href") or inner
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            case "pre" if self.entities and self.entities[-1].get("language"):
                # <pre><code class="language-x"> is one block and not code within a block
                entity["language"] = self.entities.pop()["language"]
            case "code" if opened.attributes.get("class", "").startswith("language-"):
                entity["language"] = opened.attributes["class"].removeprefix("language-")
            case _:
                pass
        self.entities.append(entity)


def units(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def plain(text: str) -> Formatted:
    """Return text that brings no format, with the links and commands Telegram finds in it."""
    kept = text.strip()
    return Formatted(kept, _found_in(kept, ()))


def parse_html(source: str) -> Formatted:
    """Read Telegram's HTML; raise what Telegram says when it cannot be read."""
    reader = _Reader()
    at = 0
    while at < len(source):
        at = _read_one(reader, source, at)
    if reader.open:
        raise _unparsable(
            f'Can\'t find end tag corresponding to start tag "{reader.open[-1].name}"'
        )
    return _trimmed(reader)


def _read_one(reader: _Reader, source: str, at: int) -> int:
    if source[at] == "<":
        tag = TAG.match(source, at)
        place = len(source[:at].encode())
        if tag is None:
            raise _unparsable(f"Unclosed start tag at byte offset {place}")
        name = tag["name"].lower()
        if tag["end"]:
            reader.end(name, place)
        else:
            reader.begin(name, tag["rest"], place)
        return tag.end()
    if reference := REFERENCE.match(source, at):
        reader.text += html.unescape(reference[0])
        return reference.end()
    reader.text += source[at]
    return at + 1


def _trimmed(reader: _Reader) -> Formatted:
    kept = reader.text.strip()
    cut = units(reader.text) - units(reader.text.lstrip())
    entities = []
    for entity in reader.entities:
        begin = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, units(kept))
        if end > begin:
            if entity["type"] == "code":  # a language belongs to a block
                entity.pop("language", None)
            entities.append(entity | {"offset": begin, "length": end - begin})
    given = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(kept, _found_in(kept, tuple(given)))


def _found_in(text: str, given: tuple[Entity, ...]) -> tuple[Entity, ...]:
    entities = list(given)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            if not any(_in_the_way(other, offset, length) for other in entities):
                entities.append({"type": kind, "offset": offset, "length": length})
    return tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _in_the_way(other: Entity, offset: int, length: int) -> bool:
    begin, end = other["offset"], other["offset"] + other["length"]
    apart = end <= offset or offset + length <= begin
    around = begin <= offset and offset + length <= end
    may_hold = other["type"] in {"bold", "italic", "underline", "strikethrough", "spoiler"}
    quotes = other["type"] in {"blockquote", "expandable_blockquote"}
    return not apart and not (around and (may_hold or quotes))


def write_html(text: str, entities: tuple[Entity, ...]) -> str:
    """Write text and entities as HTML, as a person sees it."""
    begins: dict[int, str] = {}
    ends: dict[int, str] = {}
    for entity in entities:
        tag = TAGS.get(entity["type"])
        if tag is None:
            continue
        href = f' href="{html.escape(entity["url"])}"' if tag == "a" else ""
        end = entity["offset"] + entity["length"]
        begins[entity["offset"]] = begins.get(entity["offset"], "") + f"<{tag}{href}>"
        ends[end] = f"</{tag}>" + ends.get(end, "")
    written, at = "", 0
    for character in text:
        written += ends.get(at, "") + begins.get(at, "") + html.escape(character, quote=False)
        at += units(character)
    return written + ends.get(at, "")


def _cut(text: str, offset: int, length: int) -> str:
    encoded = text.encode("utf-16-le")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def _unparsable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
