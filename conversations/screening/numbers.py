"""Numbers that lead to one person: telephones, documents of identity, files of a case."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from conversations.screening.findings import Clue, Finding, found
from conversations.screening.flat import find, has

HOME: Final = (
    "HN",
    "MX",
    "CO",
    "CR",
    "GT",
    "DO",
)  # where a number without a country code may belong

_NEAR: Final = 30  # characters before a number in which a word may say what it is
_FEWEST, _MOST = 7, 15  # figures of a telephone number; hotlines have fewer
_MOST_DIALLED: Final = 32  # numbers of a text that are looked at: each takes its time
_DIALLED: Final = r"(?:\+|\b00 ?|\b)(?:\(?\d{1,4}\)[ \-]?)?\d{1,13}(?:[ .\-]\d{2,13}){0,5}\b"
_CALLED: Final = (
    r"\b(?:tel|telefonos?|cel|celular|moviles|movil|whatsapp|wsp|wasap|contacto|contactar(?:la|lo)?"
    r"|llam(?:ar|e|en|ela|elo)|numero|phone|call|mobile|cell|text|portable|appeler|joindre"
    r"|fone|telefone|celular|ligar|ligue|contato)\b"
)
_YEARS: Final = r"^\(?(?:19|20)\d\d ?[-. ] ?(?:19|20)\d\d\b"
_DATE: Final = (
    r"^\(?(?:\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d\d|(?:19|20)\d\d[-.]\d\d?[-.]\d\d?)\)?(?: \d\d)?$"
)
_THOUSANDS: Final = r"^\d{1,3}(?:[ .]\d{3}){1,3}$"
_MONEY_BEFORE: Final = r"(?:\$|\b(?:l|lps?|q|usd|mxn|cop|crc|gtq|hnl|dop|eur|reais)\.?) ?$"
_COUNTED_AFTER: Final = (
    r"^ ?(?:%|(?:de )?(?:lempiras|pesos|quetzales|colones|dolares|euros|reais|dollars|usd|personas"
    r"|people|persons|personnes|pessoas|habitantes|inhabitants|habitants|ninas|ninos|mujeres|jovenes"
    r"|women|children|femmes|enfants|mulheres|criancas|casos|cases|cas|visitas|vistas)\b)"
)
_WHOLE_IDENTITY: Final = (
    r"\b(?:0[1-9]|1[0-8])\d\d[- ]?(?:19|20)\d\d[- ]?\d{5}\b",  # Honduras, DNI
    r"\b[a-z]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d\b",  # Mexico, CURP
    r"\b[a-z]{6}\d{8}[hm]\d{3}\b",  # Mexico, electoral key
    r"\b[a-z]{4}\d{6}[a-z0-9]{3}\b",  # Mexico, RFC of a person
    r"\b\d{3}-\d{7}-\d\b",  # Dominican Republic, cedula
    r"\b[1-9]-0?\d{3}-0?\d{3,4}\b",  # Costa Rica, cedula
    r"\b\d{4} \d{5} \d{4}\b",  # Guatemala, DPI
    r"\b\d{3}\.\d{3}\.\d{3}-\d\d\b",  # Brazil, CPF
    r"\b\d{11,13}\b",  # what is as long as that is no amount
)
_NAMED_IDENTITY: Final = (
    r"\b(?:cedulas?|c\.c\.|cc|dni|dpi|cui|curp|ine|rfc|cpf|rg|nit|nss|identidad|documento|pasaporte"
    r"|passport|passeport|passaporte|id|identity|identite|identidade|sejour|visa|visto|licencia)\b"
    r"[a-z ':#.]{0,25}[ :#.]([a-z]{0,3}-?\d[\d.\- ]{3,24}\d)\b"
)
_FILE: Final = (
    r"\b(?:expediente|exp\.|caso|causa|carpeta(?: de investigacion)?|proceso|radicado|nuc|folio"
    r"|case|case file|file|docket|dossier|affaire|proces-verbal|procedure|processo|inquerito"
    r"|prontuario|boletim(?: de ocorrencia)?)"
)
_MARK: Final = r"(?:(?:no|nro|num|numero|number|numero de|n)\b\.?o? ?|n ?o\.? ?|# ?|: ?)"
_REFERENCE: Final = r"([a-z]{0,6}[-/. ]?\d[a-z0-9]{0,12}(?:[-/.][a-z0-9]{1,12}){0,4})\b"
_CASES: Final = (
    _FILE + r" ?" + _MARK + r"{1,2}" + _REFERENCE,
    _FILE + r" ([a-z]{0,6}-?\d{1,8}(?:[-/][a-z0-9]{1,8}){1,4})\b",
    _FILE + r" (\d{5,12})\b",
    r"\b(?:denuncia|plainte|complaint|reporte|report|queixa) ?" + _MARK + _REFERENCE,
)
_FIGURES: Final = frozenset(b"0123456789")


def find_numbers(flat: bytes, *, regions: Sequence[str]) -> Iterator[Finding]:
    yield from _identities(flat)
    yield from _cases(flat)
    yield from _phones(flat, regions)


def _identities(flat: bytes) -> Iterator[Finding]:
    for pattern in _WHOLE_IDENTITY:
        for match in find(pattern, flat):
            yield found(match, Clue.IDENTITY)
    for match in find(_NAMED_IDENTITY, flat):
        if _figures(match[1]) >= 6 and not _is_time(match[1]):  # noqa: PLR2004 -- no year
            yield found(match, Clue.IDENTITY, group=1)


def _cases(flat: bytes) -> Iterator[Finding]:
    for pattern in _CASES:
        for match in find(pattern, flat):
            if _figures(match[1]) > 1 and not _is_time(match[1]):
                yield found(match, Clue.CASE)


def _phones(flat: bytes, regions: Sequence[str]) -> Iterator[Finding]:
    for start, end in islice(_dialled(flat), _MOST_DIALLED):
        number = flat[start:end]
        before, after = flat[max(0, start - _NEAR) : start], flat[end : end + _NEAR]
        if _is_time(number) or has(_MONEY_BEFORE, before) or has(_COUNTED_AFTER, after):
            continue
        called = has(_CALLED, before)
        if not called and has(_THOUSANDS, number):
            continue
        if _leads_to_somebody(number.decode(), regions, called=called):
            yield Finding(start, end, Clue.PHONE)


def _dialled(flat: bytes) -> Iterator[tuple[int, int]]:
    """Yield what is as long as a telephone number; of several in a row each for itself."""
    for match in find(_DIALLED, flat):
        start, end = match.span()
        if _FEWEST <= _figures(match[0]) <= _MOST:
            yield start, end
        elif _figures(match[0]) > _MOST:
            for part in find(r"\S+", match[0]):
                if _FEWEST <= _figures(part[0]) <= _MOST:
                    yield start + part.start(), start + part.end()


def _leads_to_somebody(number: str, regions: Sequence[str], *, called: bool) -> bool:
    """Tell whether a number may be dialled, and is none of those that are free for all to call."""
    import phonenumbers  # noqa: PLC0415 -- its tables take their time

    types = phonenumbers.PhoneNumberType
    public = {types.TOLL_FREE, types.SHARED_COST, types.UAN, types.PREMIUM_RATE}
    for region in dict.fromkeys((*regions, *HOME)):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.number_type(parsed) not in public
    return called


def _is_time(number: bytes) -> bool:
    """Tell a year, a span of years and a date from a number of something."""
    return has(_YEARS, number) or has(_DATE, number) or has(r"^(?:19|20)\d\d$", number)


def _figures(number: bytes) -> int:
    return sum(character in _FIGURES for character in number)
