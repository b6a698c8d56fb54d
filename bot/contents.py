"""What a file is by what is in it: its name and type are only what its sender says."""

from typing import Final

from bot import pictures

_HEADS: Final = frozenset({"image", "audio", "video"})
_LONGEST_BEGINNING: Final = 16
_BEGINNINGS: Final = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*"),
    "audio": (
        b"OggS",
        b"ID3",
        b"fLaC",
        b"#!AMR",
        b"\xff\xf1",
        b"\xff\xf9",
        b"\xff\xfb",
        b"\xff\xf3",
    ),
    "video": (b"\x1aE\xdf\xa3", b"OggS"),
}
_IN_RIFF: Final = {b"WEBP": "image", b"WAVE": "audio", b"AVI ": "video"}
_STILL: Final = (b"hei", b"hev", b"mif1", b"msf1", b"avi")  # brands of what holds pictures


class Unusable(Exception):
    """The file is not what it was sent as, or no picture that can be drawn anew."""


async def usable(content: bytes, *, kind: str) -> bytes:
    """Return what may be kept of a file that was sent as a `kind`; raises Unusable.

    What is a picture is drawn anew, whatever its sender calls it.
    """
    heads = heads_of(content)
    if kind in _HEADS and kind not in heads:
        raise Unusable
    if "image" not in heads:
        return content
    try:
        return await pictures.redraw(content)
    except pictures.NotAPicture:
        raise Unusable from None


def heads_of(content: bytes) -> frozenset[str]:
    """Return what this may be: image, audio or video; nothing where it is something else."""
    start = content[:_LONGEST_BEGINNING]
    known = {head for head, starts in _BEGINNINGS.items() if start.startswith(starts)}
    if start.startswith(b"RIFF") and start[8:12] in _IN_RIFF:
        known.add(_IN_RIFF[start[8:12]])
    if start[4:8] == b"ftyp":
        known |= {"image"} if start[8:12].startswith(_STILL) else {"audio", "video"}
    return frozenset(known)
