"""How far a practice has come, in words; the form derives the codes."""

from locales import N_, Words

_LEVELS = {
    "idea": N_("promising idea"),
    "emerging": N_("emerging practice"),
    "good": N_("good practice"),
}


def level_name(level: str, *, words: Words) -> str:
    """Return the words for a level, or the code itself where a form has levels of its own."""
    return words.say(_LEVELS[level]) if level in _LEVELS else level
