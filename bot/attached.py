"""What a message may hold besides text: files and places, as Telegram describes them.

Nothing here is fetched. A file's name, type and size are chosen by whoever sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.outside import mapping, real, whole, words

LONGEST_CAPTION = 4096
LONGEST_FILE_ID = 512
LONGEST_NAME = 255
LONGEST_TYPE = 127
LONGEST_ALBUM = 64


class Carrier(StrEnum):
    """The part of a message which holds a file, as the Bot API names it."""

    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent; `album` is the same for all that were sent in one go, else empty."""

    carrier: Carrier
    file_id: str = field(repr=False)
    name: str = field(repr=False)
    mime_type: str
    size: int | None
    caption: str = field(repr=False)
    album: str
    seconds: int | None = None  # how long it lasts, of what can be heard


@dataclass(frozen=True, slots=True)
class Location:
    """A place, as its sender's phone or map knows it; with a pin, a venue or a live location."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


def read_location(message: Mapping[str, Any]) -> Location | None:
    """Return the place in a message; Telegram gives that of a venue here as well."""
    found = mapping(message.get("location"))
    latitude = real(found.get("latitude"), most=90)
    longitude = real(found.get("longitude"), most=180)
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude)


def read_file(message: Mapping[str, Any]) -> File | None:
    """Return the file in a message; of a photo the largest of its sizes."""
    for carrier in Carrier:
        found = message.get(carrier)
        described = _largest(found) if carrier is Carrier.PHOTO else mapping(found)
        if file_id := words(described.get("file_id"), most=LONGEST_FILE_ID):
            return File(
                carrier=carrier,
                file_id=file_id,
                name=words(described.get("file_name"), most=LONGEST_NAME),
                mime_type=words(described.get("mime_type"), most=LONGEST_TYPE).lower(),
                size=whole(described.get("file_size")),
                caption=words(message.get("caption"), most=LONGEST_CAPTION),
                album=words(message.get("media_group_id"), most=LONGEST_ALBUM),
                seconds=whole(described.get("duration")),
            )
    return None


def _largest(sizes: object) -> Mapping[str, Any]:
    described = [mapping(size) for size in sizes] if isinstance(sizes, list) else []
    return max(described, key=lambda size: whole(size.get("width")) or 0, default={})
