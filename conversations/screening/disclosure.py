"""Words by which somebody may say that a person is in danger now, in es, fr, en and pt.

They are words of people who speak of themselves, or of one person near them, at this moment. Who
describes a practice speaks of many, and of what was: "mujeres obligadas a", "girls who are forced".
"""

from typing import Final

from conversations.screening.flat import flatten, has

_SPANISH: Final = (
    r"\bme (?:tienen|tiene) (?:encerrad|amenazad|retenid|secuestrad|amarrad|atrapad|vigilad)[oa]\b",
    r"\b(?:me|nos) (?:obligan?|obligaron|fuerzan?|forzaron) a\b",
    r"\bme quiero (?:morir|matar)\b",
    r"\b(?:necesito|necesitamos) (?:ayuda|que (?:me|nos) ayuden)\b.{0,30}\b(?:urgente|ya|ahora|por favor|salir|escapar)\b",
)
_FRENCH: Final = (r"\bon (?:me|nous) (?:force|oblige|retient|menace|frappe)\b",)
_ENGLISH: Final = (r"\bthey (?:took|have|keep|hold) my (?:passport|papers|documents|id)\b",)
_PORTUGUESE: Final = (r"\bestou (?:presa|preso|trancad[oa]|em perigo)\b",)
_CUES: Final = (*_SPANISH, *_FRENCH, *_ENGLISH, *_PORTUGUESE)


def cues(text: str) -> bool:
    """Tell whether a text may speak of a person who is in danger now."""
    flat = flatten(text)
    return any(has(cue, flat) for cue in _CUES)
