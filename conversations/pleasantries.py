"""Greetings, thanks and assent, as people write them who tell nothing with it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold


class Pleasantry(StrEnum):
    """What a text means that says nothing else; of several meanings the first counts."""

    THANKS = "thanks"
    GREETING = "greeting"
    ASSENT = "assent"


# Folded words of Spanish, French, English and Portuguese, all at once.
_THANKS: Final = "gracias agradecida agradecido merci thanks thank obrigada obrigado valeu"
_GREETING: Final = (
    "hola buenos buenas buen saludo saludos bonjour bonsoir salut hello hi hey morning afternoon"
    " evening oi ola dia tarde noite"
)
_ASSENT: Final = (
    "ok okay si vale dale listo lista claro perfecto entendido acuerdo bien bueno oui accord parfait"
    " entendu yes sure fine great good right perfect sim certo beleza perfeito combinado entendi bom"
    " bem"
)
_BESIDE: Final = (  # what stands beside one of them and says nothing else
    "a y e et and muchas mil muy un amable dias tardes noches todas todos usted ustedes esta de"
    " beaucoup tres vous tous toutes d c est many very much so lot you all everyone muito boa tudo"
    " todo voce voces"
)
_MEANING: Final[Mapping[Pleasantry, frozenset[str]]] = MappingProxyType(
    {
        Pleasantry.THANKS: frozenset(_THANKS.split()),
        Pleasantry.GREETING: frozenset(_GREETING.split()),
        Pleasantry.ASSENT: frozenset(_ASSENT.split()),
    }
)
_KNOWN: Final = frozenset(_BESIDE.split()).union(*_MEANING.values())
_SIGNS: Final = frozenset("👍👌🙏👋❤🙂😊")
_UNCOUNTED: Final = frozenset("\ufe0f🏻🏼🏽🏾🏿 ")  # how a sign is drawn, and its colour of skin


def read_pleasantry(text: str) -> Pleasantry | None:
    """Return what a text means by which nothing is told, None where something is."""
    words = frozenset(fold(text).split())
    if not words:
        signs = frozenset(text) - _UNCOUNTED
        return Pleasantry.ASSENT if signs and signs <= _SIGNS else None
    if not words <= _KNOWN:
        return None
    return next((meant for meant, said in _MEANING.items() if words & said), None)
