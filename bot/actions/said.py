"""A longer text of the bot's own: paragraphs of sentences, each translated by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.markup import bold, plain
from locales import Words


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, a msgid; `promise` is the name of what it promises."""

    sentence: str
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, or a question, and what is said under it; `listed` one sentence a line."""

    heading: str
    said: tuple[Said, ...] = ()
    listed: bool = False


Text = tuple[Paragraph, ...]


def sentences_of(text: Text) -> Iterator[Said]:
    """Yield all that a text says, headings and questions among it."""
    for paragraph in text:
        if paragraph.heading:
            yield Said(paragraph.heading)
        yield from paragraph.said


def say(text: Text, words: Words, values: Mapping[str, object]) -> str:
    """Return a text in Telegram's HTML."""
    return "\n\n".join(_say(paragraph, words, values) for paragraph in text)


def _say(paragraph: Paragraph, words: Words, values: Mapping[str, object]) -> str:
    between = "\n" if paragraph.listed else " "
    sentences = between.join(plain(words.say(said.sentence, **values)) for said in paragraph.said)
    heading = bold(words.say(paragraph.heading)) if paragraph.heading else ""
    return "\n".join(filter(None, (heading, sentences)))
