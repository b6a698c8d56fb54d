"""The ledger of erasures: a file beside the key, which outlives the database and its backups.

One line of JSON an erasure, only ever added to. A line that was cut off by the end of the power is
none; the erasure it was for is still in the database, and is written again.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from locales import N_
from storage.engines import parse_url
from storage.erasures import Erasure, Subject

_WAIT_SECONDS: Final = 10  # for another process that is writing


class LedgerRefused(Exception):
    """The ledger cannot be used. The sentence is for the operator."""

    sentence = N_("The ledger of erasures {path} cannot be used: {reason}")

    def __init__(self, path: Path, **values: object) -> None:
        self.values: Mapping[str, object] = MappingProxyType({"path": path, **values})
        super().__init__(self.sentence.format(**self.values))


class LedgerBesideData(LedgerRefused):
    sentence = N_(
        "The ledger of erasures {path} lies in the directory of the database, {directory}. Keep it"
        " elsewhere: a backup that is put back would bring back an old ledger too."
    )


class LedgerMalformed(LedgerRefused):
    sentence = N_(
        "Line {line} of the ledger of erasures {path} is not one of ours. Put back a copy of the"
        " file, or take the line out."
    )


class Ledger:
    """What was erased, as it stands in one file."""

    def __init__(self, path: Path, *, database_url: str) -> None:
        url = parse_url(database_url)
        if url.get_backend_name() == "sqlite":
            directory = Path(str(url.database)).resolve().parent
            if path.resolve().is_relative_to(directory):
                raise LedgerBesideData(path, directory=directory)
        self._path = path

    def read(self) -> tuple[Erasure, ...]:
        """Return all that was ever written; nothing where there is no file yet."""
        try:
            written = self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise LedgerRefused(self._path, reason=error.strerror) from error
        *lines, _cut_off = written.split(b"\n")
        return tuple(self._read(line, number) for number, line in enumerate(lines, 1) if line)

    def complete(self, erased: Collection[Erasure]) -> int:
        """Write down those that are not there yet, and return how many that were."""
        if not self._missing(erased):
            return 0
        try:
            with self._locked():
                missing = self._missing(erased)  # another process may just have written some
                self._append(b"".join(map(_line, missing)))
        except (OSError, sqlite3.Error) as error:
            raise LedgerRefused(self._path, reason=error) from error
        return len(missing)

    def _missing(self, erased: Collection[Erasure]) -> list[Erasure]:
        known = {one.id for one in self.read()}
        return [one for one in erased if one.id not in known]

    def _append(self, lines: bytes) -> None:
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            file.truncate(file.read().rfind(b"\n") + 1)
            file.write(lines)
            os.fsync(descriptor)
        if is_new:
            _sync_directory(self._path.parent)

    def _read(self, line: bytes, number: int) -> Erasure:
        try:
            found: dict[str, Any] = json.loads(line)
            return Erasure(
                id=int(found["id"]),
                subject=Subject(found["subject"]),
                index=bytes.fromhex(found["index"]),
                workshop_id=found["workshop"],
                receipt=str(found["receipt"]),
                erased_at=datetime.fromisoformat(found["erased_at"]),
            )
        except (ValueError, KeyError, TypeError):
            raise LedgerMalformed(self._path, line=number) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes away: the system lets go of the lock when this one is gone."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = sqlite3.connect(f"{self._path}-lock", timeout=_WAIT_SECONDS, isolation_level=None)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            yield


def _line(erased: Erasure) -> bytes:
    written = {
        "id": erased.id,
        "subject": erased.subject,
        "index": erased.index.hex(),
        "workshop": erased.workshop_id,
        "receipt": erased.receipt,
        "erased_at": erased.erased_at.isoformat(),
    }
    return json.dumps(written).encode() + b"\n"


def _sync_directory(directory: Path) -> None:
    """Let the name of a new file outlive the power too, where the system can do that."""
    with suppress(PermissionError):  # Windows opens no directory
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
