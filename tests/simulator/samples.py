"""Small files of the kinds that are sent."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def png(width: int = 2, height: int = 3) -> bytes:
    rows = b"".join(b"\0" + b"\xc8\x78\x40" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def jpeg(width: int = 4, height: int = 5) -> bytes:
    """A grey picture, which stays the same when it is drawn anew."""
    return saved(Image.new("RGB", (width, height), (128, 128, 128)), "JPEG", quality=85)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
