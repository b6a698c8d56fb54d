"""The parameters of one call, whichever of Telegram's four ways they came in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from simulator.refusals import bad_request

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime_type: str
    content: bytes


class Params:
    """Typed access to the parameters of one call."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload]) -> None:
        self._values = values
        self._uploads = uploads

    def has(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return the parameter as text, empty when it was not given."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, otherwise: int = 0) -> int:
        """Return the parameter as a number; what is no number counts as not given."""
        try:
            return int(self._values[name])
        except (KeyError, TypeError, ValueError):
            return otherwise

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def parsed(self, name: str) -> Any:
        """Return the parameter read as JSON, None when it was not given."""
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def file(self, name: str) -> Upload | str:
        """Return what was uploaded under this name, or the id or address that was given."""
        if name in self._uploads:
            return self._uploads[name]
        value = self.text(name)
        return self._uploads.get(value.removeprefix("attach://"), value)


def read_params(query: str, content_type: str, body: bytes) -> Params:
    """Read the parameters of a call from its address and its body."""
    values: Json = dict(parse_qsl(query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    header = Message()
    header["content-type"] = content_type
    match header.get_content_type():
        case "application/json":
            values |= _read_json(body)
        case "application/x-www-form-urlencoded":
            values |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        case "multipart/form-data":
            fields, uploads = _read_multipart(body, str(header.get_param("boundary", "")))
            values |= fields
        case _:
            pass
    return Params(values, uploads)


def _read_json(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad_request("can't parse request body as a JSON object")
    return found


def _read_multipart(body: bytes, boundary: str) -> tuple[Json, dict[str, Upload]]:
    values: Json = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        header = _part_header(head)
        name = header.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        filename = header.get_filename()
        if filename is None:
            values[name] = content.decode("utf-8", "replace")
        else:
            uploads[name] = Upload(filename, header.get_content_type(), content)
    return values, uploads


def _part_header(head: bytes) -> Message:
    header = Message()
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            header[name.strip()] = value.strip()
    return header
