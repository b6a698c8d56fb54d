"""The words people read, in their language: gettext catalogues read from .po, names and dates by Babel.

Babel is imported where it is used, as it takes its time and most modules only mark their texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import NullTranslations

    from babel import Locale

LANGUAGES: Final = ("es", "fr", "en", "pt")
FOLDER: Final = Path(__file__).parent

# Spain writes 1.234,5 where Honduras writes 1,234.5, so a region is chosen.
_LOCALES: Final = MappingProxyType({"es": "es_HN", "fr": "fr_FR", "en": "en_GB", "pt": "pt_BR"})
_DAYS: Final = MappingProxyType(
    {
        "es": "EEEE d 'de' MMMM",
        "fr": "EEEE d MMMM",
        "en": "EEEE d MMMM",
        "pt": "EEEE, d 'de' MMMM",
    }
)
_DATES: Final = MappingProxyType(
    {
        "es": "d 'de' MMMM 'de' y",
        "fr": "d MMMM y",
        "en": "d MMMM y",
        "pt": "d 'de' MMMM 'de' y",
    }
)


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name for this mark
    """Mark a text for translation, and leave it as it is."""
    return message


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What the bot says in one language. Values are put in as they are: not escaped."""

    language: str
    locale: "Locale"
    translations: "NullTranslations"

    def say(self, msgid: str, /, **values: object) -> str:
        return self.translations.gettext(msgid).format(**values)

    def say_many(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Choose the form of the sentence for `count`, and fill in {count} too."""
        chosen = self.translations.ngettext(one, many, count)
        return chosen.format(**{"count": self.number(count), **values})

    def country(self, code: str) -> str:
        return str(self.locale.territories.get(code, code))

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code, code))

    def day(self, on: date) -> str:
        from babel.dates import format_date

        return format_date(on, _DAYS[self.language], locale=self.locale)

    def short_day(self, on: date) -> str:
        """Name a day in as few letters as fit under a bar, without the marks of an abbreviation."""
        from babel.dates import format_date

        return format_date(on, "EEE d", locale=self.locale).replace(".", "")

    def weekday(self, on: date) -> str:
        from babel.dates import format_date

        return format_date(on, "EEE", locale=self.locale).replace(".", "")

    def month(self, on: date) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", on, locale=self.locale)

    def date(self, on: date) -> str:
        from babel.dates import format_date

        return format_date(on, _DATES[self.language], locale=self.locale)

    def clock(self, at: time) -> str:
        from babel.dates import format_time

        return format_time(at, "short", locale=self.locale)

    def number(self, n: float | Decimal) -> str:
        from babel.numbers import format_decimal

        return format_decimal(n, locale=self.locale)

    def figures(self, n: Decimal, *, grouped: bool = False) -> str:
        """Write a number with all its decimals, and with its thousands apart where grouped."""
        from babel.numbers import format_decimal

        return format_decimal(
            n, locale=self.locale, group_separator=grouped, decimal_quantization=False
        )

    def decimal_mark(self) -> str:
        from babel.numbers import get_decimal_symbol

        return get_decimal_symbol(self.locale)

    def list(self, items: Sequence[str]) -> str:
        from babel.lists import format_list

        return format_list(items, locale=self.locale)


@cache
def words(language: str) -> Words:
    """Return the words of `language`, or Spanish ones where it is not spoken here."""
    if language not in LANGUAGES:
        return words(LANGUAGES[0])
    from babel import Locale

    return Words(language, Locale.parse(_LOCALES[language]), _read_translations(language))


def negotiate(code: str | None, *, default: str, among: Sequence[str] = LANGUAGES) -> str:
    """Choose the language for what Telegram calls `code`: es-419 is answered in es."""
    primary = (code or "").replace("_", "-").partition("-")[0].lower()
    return primary if primary in among else default


@cache
def form_messages(language: str) -> Mapping[tuple[str, str], str]:
    """Return the translated texts of the built-in forms by (context, English text)."""
    path = FOLDER / language / "LC_MESSAGES" / "forms.po"
    if not path.exists():
        return MappingProxyType({})
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    return MappingProxyType(
        {
            (message.context or "", str(message.id)): str(message.string)
            for message in catalog
            if message.id and message.string and not message.fuzzy
        }
    )


def _read_translations(language: str) -> "NullTranslations":
    from gettext import GNUTranslations, NullTranslations

    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
