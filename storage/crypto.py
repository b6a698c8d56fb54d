"""Sealing: AES-256-GCM bound to table, column and row, and look-ups by keyed hash."""

import base64
import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from locales import N_
from storage.engines import parse_url

_KEY_BYTES = 32
_NONCE_BYTES = 12
_INDEX_BYTES = 16
_MAX_KEY_ID = 255

# JSON may bring half a surrogate pair, and a text that cannot be kept would come for ever.
_AS_IS = "surrogatepass"


class KeyFileRefused(Exception):
    """The key file cannot be used. The sentence is for the operator."""

    sentence = N_("The key file {path} cannot be used.")

    def __init__(self, path: Path, **values: object) -> None:
        self.values: Mapping[str, object] = MappingProxyType({"path": path, **values})
        super().__init__(self.sentence.format(**self.values))


class KeyFileMissing(KeyFileRefused):
    sentence = N_("There is no key file at {path}. Restore it from its own backup, or create one.")


class KeyFileThere(KeyFileRefused):
    sentence = N_("There is a file at {path} already. A key is never written over another.")


class KeyFileExposed(KeyFileRefused):
    sentence = N_("Others can read the key file {path}. Take that right away: chmod 600 {path}")


class KeyFileBesideData(KeyFileRefused):
    sentence = N_(
        "The key file {path} lies in the directory of the database, {directory}. Move it to another"
        " directory: who copies the data must not get the key with it."
    )


class KeyFileMalformed(KeyFileRefused):
    sentence = N_(
        "Line {line} of the key file {path} is not a key. A key is written as number:base64,"
        " with a number from 1 to 255 used once, and 32 bytes."
    )


class KeyFileOfOthers(KeyFileRefused):
    sentence = N_(
        "The key in {path} does not open this database. Put back the key file that was made with it."
    )


class CannotUnseal(Exception):
    """A value was changed, or moved from another place, or sealed by a key that is gone."""


class KeyRing:
    """The keys of this installation: the first one seals, all of them unseal.

    Look-ups use the last, oldest key: a new key at the top then leaves every index as it is.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._sealing = {number: AESGCM(_derive(key, b"seal")) for number, key in keys.items()}
        self._writer = next(iter(keys))
        self._index_key = _derive(list(keys.values())[-1], b"index")

    @override
    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._sealing)}>"

    @classmethod
    def read(cls, path: Path, *, database_url: str) -> "KeyRing":
        """Read the key file, or say why it is refused."""
        _refuse_beside_data(path, database_url)
        if not path.is_file():
            raise KeyFileMissing(path)
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileExposed(path)
        return cls(_parse(path))

    def seal(self, value: str | bytes, *, table: str, column: str, row: int | str) -> bytes:
        """Encrypt `value` so that it can be read in this one place only."""
        plain = _bytes_of(value) if isinstance(value, str) else value
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._sealing[self._writer].encrypt(nonce, plain, _place(table, column, row))
        return bytes([self._writer]) + nonce + sealed

    def unseal(self, sealed: bytes, *, table: str, column: str, row: int | str) -> bytes:
        """Return what was sealed here; raise CannotUnseal for anything else."""
        nonce, encrypted = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            cipher = self._sealing[sealed[0]]
            return cipher.decrypt(nonce, encrypted, _place(table, column, row))
        except (InvalidTag, LookupError, ValueError):
            raise CannotUnseal(f"{table}.{column} of {row}") from None

    def unseal_text(self, sealed: bytes, *, table: str, column: str, row: int | str) -> str:
        return self.unseal(sealed, table=table, column=column, row=row).decode(errors=_AS_IS)

    def blind(self, value: str | int) -> bytes:
        """Return what `value` is looked up by: the same each time, and telling nothing of it."""
        digest = hmac.new(self._index_key, _bytes_of(str(value)), sha256).digest()
        return digest[:_INDEX_BYTES]


def create_key_file(path: Path, *, database_url: str) -> None:
    """Write a file with one new key, which only its owner can read."""
    _refuse_beside_data(path, database_url)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = f"1:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileThere(path) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(descriptor)  # a key lost with the power would take all that was sealed with it


def _refuse_beside_data(path: Path, database_url: str) -> None:
    url = parse_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    directory = Path(url.database).resolve().parent
    if path.resolve().is_relative_to(directory):
        raise KeyFileBesideData(path, directory=directory)


def _parse(path: Path) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for line, written in enumerate(lines, start=1):
        if not written.strip() or written.startswith("#"):
            continue
        number, key = _parse_line(written) or (0, b"")
        if number in keys or not 0 < number <= _MAX_KEY_ID or len(key) != _KEY_BYTES:
            raise KeyFileMalformed(path, line=line)
        keys[number] = key
    if not keys:
        raise KeyFileMalformed(path, line=1)
    return keys


def _parse_line(written: str) -> tuple[int, bytes] | None:
    number, _, encoded = written.strip().partition(":")
    try:
        return int(number), base64.b64decode(encoded, validate=True)
    except ValueError:
        return None


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"tertulia " + purpose).derive(key)


def _bytes_of(text: str) -> bytes:
    return text.encode(errors=_AS_IS)


def _place(table: str, column: str, row: int | str) -> bytes:
    return _bytes_of(f"{table}\0{column}\0{row}")
