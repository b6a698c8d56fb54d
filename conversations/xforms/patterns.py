"""Regular expressions on RE2, whose time grows with the text and never explodes."""

from typing import Any, Final

LONGEST_PATTERN: Final = 1_000
_LONGEST_TEXT: Final = 4_096
_MEMORY: Final = 1 << 20


def fault(pattern: str) -> str | None:
    """Say in RE2's words why a pattern is refused, None where it is good."""
    import re2  # noqa: PLC0415 - slow to import

    try:
        _compiled(pattern)
    except re2.error as error:
        return str(error.args[0], "utf-8", "replace")
    return None


def matches(pattern: str, text: str) -> bool:
    """Search a text; a pattern that cannot be read, or a text too long, matches nothing."""
    if len(pattern) > LONGEST_PATTERN or len(text) > _LONGEST_TEXT or fault(pattern) is not None:
        return False
    return _compiled(pattern).search(_encoded(text)) is not None


def _compiled(pattern: str) -> Any:
    """Compile a pattern; re2 keeps the last ones itself."""
    import re2  # noqa: PLC0415 - slow to import

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(_encoded(pattern), options)  # type: ignore[no-untyped-call] # re2 has no types


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
