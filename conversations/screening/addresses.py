"""Where a person can be found: at home, in a mailbox, on a social network."""

from collections.abc import Iterator
from typing import Final

from conversations.screening.findings import Clue, Finding, found
from conversations.screening.flat import find, has

_NO: Final = r"(?:#|\b(?:no|nro|num|numero|n)\b\.?o?|n\.? ?o\.?)"
_STREET: Final = r"\b(?:calle|avenida|av\.|ave\.|pasaje|callejon|boulevard|blvd\.?|bulevar|carrera|cra\.?|kra\.?|transversal|diagonal)"
_QUARTER: Final = r"\b(?:colonia|col\.|barrio|bo\.|residencial|urbanizacion|fraccionamiento|sector|aldea|reparto|zona|bairro)"
_ADDRESSES: Final = (
    _STREET + r" [a-z0-9 .]{1,40},? ?" + _NO + r" ?\d{1,5}(?: ?- ?\d{1,4})?\b",
    _STREET + r" \d{1,3} ?[a-z]?,? (?:con )?(?:calle|carrera|avenida|cra\.?|cl\.?)? ?\d{1,3} ?[a-z]? ?- ?\d{1,3}\b",
    _STREET + r" [a-z][a-z .]{2,40},? \d{2,5}\b",
    r"\b\d{1,2}a?\.? (?:calle|avenida) (?:[a-z]\w? )?\d{1,3}-\d{1,3}\b",
    r"\b(?:bloque|manzana|mz\.?|lote|etapa) [a-z0-9\-]{1,4},? (?:casa|lote|apto\.?|apartamento|villa) ?" + _NO + r"? ?\d{1,5}\b",
    _QUARTER + r" [a-z0-9][a-z0-9 ,]{1,40},? (?:casa|bloque|lote|calle|apto\.?|villa) ?" + _NO + r"? ?\d{1,5}\b",
    r"\bcasa " + _NO + r" ?\d{1,5}\b",
    r"\b\d{1,4} (?:metros|mts?\.?|varas) (?:al )?(?:norte|sur|este|oeste)\b",
    (r"\b(?:vive|vivia|reside|residia|domiciliada|domiciliado|mora|lives|lived|habite|habitait) "
    r"(?:en|in|at|na|no|au|a|dans) (?:la |el |las |los |the |le )?(?:calle|avenida|colonia|barrio|aldea|caserio|residencial|canton|rua|bairro|rue|quartier|vereda) [a-z][a-z ]{2,30}\b"),
    r"\b\d{1,5},? (?:bis,? )?(?:rue|avenue|boulevard|impasse|allee|chemin|place|quai|route) (?:de |du |des |d'|la |le |les |l')*[a-z]{3,}\b",
    r"\b\d{1,5} [a-z]{3,20}(?: [a-z]{3,20})? (?:street|st\.|road|rd\.?|avenue|ave\.?|lane|drive|boulevard)(?:\W|$)",
    r"\b(?:rua|travessa|alameda|praca|rodovia|estrada) [a-z][a-z .]{2,40},? ?" + _NO + r"? ?\d{1,5}\b",
)  # fmt: skip
_NEAR: Final = 40  # characters before an address in which it is said whose it is
_OFFICES: Final = (
    r"\b(?:oficinas?|sede|office|headquarters|bureaux?|siege|escritorio|ministerio|alcaldia|municipalidad"
    r"|fiscalia|hospital|universidad|town hall|mairie|prefeitura)\b[^.;]*$"
)
_MAILBOX: Final = r"\b([a-z0-9._%+\-]{1,64})@([a-z0-9\-]{1,60}(?:\.[a-z0-9\-]{1,30}){1,4})\b"
_OFFICE: Final = (
    r"^(?:info|informacion|contact|contacto|contato|denuncias?|ayuda|help|hotline|prensa|press|oficina"
    r"|office|secretaria|comunicacion(?:es)?|atencion|support|soporte|admin|coordinacion|coordenacao|direccion|gerencia|proyecto|projeto|programa|program|red|mesa|hola|hello|bonjour|accueil)"
    r"(?:[._\-]|$)"
)
_MAILBOX_IN_WORDS: Final = r"\b[a-z0-9]{2,30}(?: (?:punto|dot|ponto|point) [a-z0-9]{2,30})? ?(?:arroba|arrobase|\(at\)|\[at\]) ?[a-z0-9]{2,30}"
_HANDLE: Final = r"(?:^|[\s(:,;/\"])(@[a-z0-9_][a-z0-9_.]{2,29})\b"
_PROFILE: Final = r"\b(?:(?:wa|t)\.me/\+?[a-z0-9_]{4,32}|facebook\.com/profile\.php\?id=\d{5,20})"


def find_addresses(flat: bytes) -> Iterator[Finding]:
    for pattern in _ADDRESSES:
        for match in find(pattern, flat):
            before = flat[max(0, match.start() - _NEAR) : match.start()]
            if not has(_OFFICES, before):
                yield found(match, Clue.ADDRESS)


def find_accounts(flat: bytes) -> Iterator[Finding]:
    """Yield what belongs to one person; the mailbox of an office does not."""
    for match in find(_MAILBOX, flat):
        if not has(_OFFICE, match[1]):
            yield found(match, Clue.ACCOUNT)
    for pattern, group in ((_HANDLE, 1), (_PROFILE, 0), (_MAILBOX_IN_WORDS, 0)):
        for match in find(pattern, flat):
            yield found(match, Clue.ACCOUNT, group=group)
