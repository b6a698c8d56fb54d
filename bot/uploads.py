"""A file inside a promised message: written as JSON into the outbox, and read back to be sent."""

import base64
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 5 * 1024 * 1024
FILE_METHODS = frozenset({"sendPhoto", "sendDocument", "sendAudio", "sendVideo"})


class UploadTooLarge(ValueError):
    """The file is larger than what the outbox holds; nobody is to be promised it."""


def upload(name: str, content: bytes) -> dict[str, str]:
    """Return a file as a value in a payload, under `photo`, `document`, `audio` or `video`."""
    if len(content) > MOST_BYTES:
        raise UploadTooLarge(f"{len(content)} bytes")
    return {"name": name, "base64": base64.b64encode(content).decode()}


def is_upload(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"name", "base64"}


def opened(value: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return name and content of what `upload` has written."""
    return value["name"], base64.b64decode(value["base64"])
