"""Pictures drawn anew in a process of their own: what stays behind, and what is refused."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.contents import Unusable, heads_of, usable
from bot.limited import Limits
from bot.pictures import LONGEST_SIDE, USUAL, NotAPicture, redraw
from tests.simulator.samples import jpeg, saved

GPS, GPS_LATITUDE, GPS_LONGITUDE = 0x8825, 2, 4
ORIENTATION, MODEL = 0x0112, 0x0110
UPRIGHT_FROM_LEFT = 6  # turned by a quarter, as phones do


def photo(width: int = 80, height: int = 40, kind: str = "JPEG", **how: Any) -> bytes:
    """Return a picture as a phone takes it: with where it was taken, and which phone that was."""
    exif = Image.Exif()
    exif[MODEL] = "canary phone"
    exif[ORIENTATION] = UPRIGHT_FROM_LEFT
    exif.get_ifd(GPS).update({GPS_LATITUDE: (14.0, 5.0, 4.0), GPS_LONGITUDE: (87.0, 12.0, 24.0)})
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 2, height))  # the left half, which is the upper one
    return saved(image, kind, exif=exif, comment=b"canary comment", **how)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_where_and_with_what_a_picture_was_taken_is_gone(kind: str) -> None:
    taken = photo(kind=kind)
    assert opened(taken).getexif().get_ifd(GPS)

    drawn = await redraw(taken)

    image = opened(drawn)
    assert (image.format, dict(image.getexif())) == ("JPEG", {})
    assert b"canary" not in drawn
    assert not {"exif", "comment", "xmp", "icc_profile"} & image.info.keys()


async def test_a_picture_stands_upright_and_is_no_larger_than_needed() -> None:
    image = opened(await redraw(photo(4000, 1000)))

    assert image.size == (LONGEST_SIDE // 4, LONGEST_SIDE)
    assert [image.convert("L").getpixel((100, y)) for y in (100, 1900)] == [0, 255]


async def test_what_cannot_be_seen_through_is_white() -> None:
    clear = saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")

    assert opened(await redraw(clear)).getpixel((4, 4)) == (255, 255, 255)


async def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    drawn = await redraw(jpeg() + b"PK\x03\x04 canary archive")

    assert drawn == jpeg()


def bomb(side: int) -> bytes:
    """Return a small file which says that it is a picture with sides of so many points."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    )


@pytest.mark.parametrize(
    "content",
    [
        bomb(30_000),
        bomb(8_000),
        photo()[:-200],
        photo(kind="PNG")[:-40],
        saved(Image.new("RGB", (4, 4)), "GIF"),
        b"\xff\xd8\xff and no more",
        b"%PDF-1.7",
        b"",
    ],
    ids=["bomb", "large", "half a JPEG", "half a PNG", "GIF", "beginning", "PDF", "nothing"],
)
async def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        await redraw(content)


@pytest.mark.parametrize(
    "limits", [replace(USUAL, memory_bytes=100_000_000), replace(USUAL, clock_seconds=0.01)]
)
async def test_a_picture_may_not_cost_more_than_it_is_given(limits: Limits) -> None:
    with pytest.raises(NotAPicture):
        await redraw(photo(4000, 4000), limits=limits)


@pytest.mark.parametrize(
    ("content", "heads"),
    [
        (jpeg(), {"image"}),
        (photo(kind="WEBP"), {"image"}),
        (b"\0\0\0\x18ftypheic", {"image"}),
        (b"\0\0\0\x18ftypmp42", {"audio", "video"}),
        (b"RIFF....WAVEfmt ", {"audio"}),
        (b"OggS", {"audio", "video"}),
        (b"\x1aE\xdf\xa3", {"video"}),
        (b"%PDF-1.7", set()),
        (b"", set()),
    ],
)
def test_a_file_is_known_by_how_it_begins(content: bytes, heads: set[str]) -> None:
    assert heads_of(content) == heads


async def test_a_picture_is_drawn_anew_whatever_it_is_sent_as() -> None:
    for kind in ("image", "application"):
        assert b"canary" not in await usable(photo(), kind=kind)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(jpeg()[:50], "application"), (b"%PDF-1.7", "image"), (b"MZ", "audio"), (jpeg(), "video")],
)
async def test_what_is_not_what_it_was_sent_as_is_refused(content: bytes, kind: str) -> None:
    with pytest.raises(Unusable):
        await usable(content, kind=kind)


async def test_recordings_films_and_documents_are_kept_as_they_are() -> None:
    for content, kind in ((b"OggS...", "audio"), (b"\x1aE\xdf\xa3", "video"), (b"%PDF", "text")):
        assert await usable(content, kind=kind) == content
