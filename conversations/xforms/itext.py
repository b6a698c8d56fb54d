"""The texts of a form in its languages: text ids, forms of a text, and values put in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.xforms.xpath.evaluation import Compiled

Piece: TypeAlias = str | Compiled
Pieces: TypeAlias = tuple[Piece, ...]

UNDETERMINED: Final = "und"
PLAIN: Final = ""
GUIDANCE: Final = "guidance"
AS_LABEL: Final = ("long", PLAIN, "short")
"""The forms of a text that may be the label, the best one first."""
MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {"image": "image", "big-image": "image", "audio": "audio", "video": "video"}
)
"""The forms of a text that are shown or played, and as what; the better one comes last."""

# What the compiler of XLSForms writes where a language has no text.
_MISSING: Final = ("-",)
_NAMELESS: Final = "default"
_CODE: Final = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Localizer:
    """All texts of a form: language, then text id and form of the text, then pieces."""

    texts: Mapping[str, Mapping[tuple[str, str], Pieces]]
    default_language: str

    @property
    def languages(self) -> tuple[str, ...]:
        others = (code for code in self.texts if code != self.default_language)
        return (self.default_language, *others)

    def pieces(self, text_id: str, *, form: str, language: str) -> Pieces:
        """Find a text, in the form's default language where this one has none."""
        for code in (language, self.default_language, *self.texts):
            found = self.texts.get(code, {}).get((text_id, form), ())
            if found and found != _MISSING:
                return found
        return ()


def render(pieces: Pieces, value: Callable[[Compiled], str]) -> str:
    """Write a text with the values of its expressions put in."""
    return "".join(piece if isinstance(piece, str) else value(piece) for piece in pieces).strip()


def language_code(name: str) -> str:
    """Give the code of a language column: "Español (es)" is "es"; else its name."""
    if name == _NAMELESS:
        return UNDETERMINED
    found = _CODE.search(name)
    return found[1].lower() if found is not None else (name.lower() or UNDETERMINED)
