"""Files that people and the bot sent to each other."""

import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from simulator.params import Json, Upload
from simulator.refusals import bad_request

MAY_BE_FETCHED = 20 * 1024 * 1024
JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file, under the id which Telegram would give it."""

    file_id: str
    path: str
    upload: Upload

    def as_json(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_id.removeprefix("file-"),
            "file_size": len(self.upload.content),
        }


class Files:
    """All files, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._kept = 0

    def keep(self, upload: Upload, folder: str) -> StoredFile:
        self._kept += 1
        number = self._kept
        suffix = PurePosixPath(upload.name).suffix
        kept = StoredFile(f"file-{number:06}", f"{folder}/file_{number}{suffix}", upload)
        self._by_id[kept.file_id] = kept
        self._by_path[kept.path] = kept
        return kept

    def take(self, given: Upload | str, folder: str) -> StoredFile:
        """Return what a call sends: a new file, or one that is known by its id."""
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            return self.keep(given, folder)
        if not given:
            raise bad_request(f"there is no {folder.rstrip('s')} in the request")
        if given not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[given]

    def describe(self, file_id: str) -> Json:
        """Answer getFile."""
        found = self._by_id.get(file_id)
        if found is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(found.upload.content) > MAY_BE_FETCHED:
            raise bad_request("file is too big")
        return found.as_json() | {"file_path": found.path}

    def lose(self) -> None:
        """Give none of them out any more, as Telegram does some day."""
        self._by_id.clear()
        self._by_path.clear()

    def find_by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)


def photo_size(kept: StoredFile) -> Json:
    """Return the file as PhotoSize; what is no picture is refused."""
    width, height = _measure(kept.upload.content)
    return kept.as_json() | {"width": width, "height": height}


def _measure(content: bytes) -> tuple[int, int]:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:  # noqa: PLR2004  # IHDR
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _measure_jpeg(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004  # a segment begins
        if content[at + 1] in JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise bad_request("IMAGE_PROCESS_FAILED")
