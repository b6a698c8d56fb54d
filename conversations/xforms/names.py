"""The names of elements and attributes: prefixed as they are written, or with their namespace."""

from collections.abc import Mapping
from typing import Final

NAMESPACES: Final[Mapping[str, str]] = {
    "h": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "ev": "http://www.w3.org/2001/xml-events",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
XFORMS: Final = "http://www.w3.org/2002/xforms"


def clark_name(name: str) -> str:
    """Write a prefixed name as `{namespace}local`; the prefixes are OpenRosa's own."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in NAMESPACES:
        return name
    return f"{{{NAMESPACES[prefix]}}}{local}"
