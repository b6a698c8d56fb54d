"""Pictures drawn anew: what a camera or a stranger wrote into the file stays behind."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from bot import limited
from bot.limited import Failed, Limits

LONGEST_SIDE: Final = 2048
MOST_PIXELS: Final = 50_000_000  # what the best telephones take
QUALITY: Final = 85
USUAL: Final = Limits(processor_seconds=10, clock_seconds=20.0, memory_bytes=700_000_000)
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


class NotAPicture(Exception):
    """The file is no picture of a known kind, or not a whole one, or far too large."""


async def redraw(content: bytes, *, limits: Limits = USUAL) -> bytes:
    """Return a picture as JPEG, upright and no larger than needed; raises NotAPicture.

    Where it was taken and with what, words beside the picture and files behind it are gone.
    """
    try:
        return await limited.run(limited.program("bot.pictures"), content, limits=limits)
    except Failed:
        raise NotAPicture from None


def draw(content: bytes) -> bytes:
    """Redraw a picture here and now; what it raises ends a process of its own."""
    with Image.open(BytesIO(content), formats=_FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            raise NotAPicture
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        found.load()  # all of it, before anything is made of it
        image = ImageOps.exif_transpose(found)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen)
    drawn = BytesIO()
    paper.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


if __name__ == "__main__":
    limited.serve(draw)
