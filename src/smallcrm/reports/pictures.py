"""Pictures of the owner's: any file that holds one becomes a logo that paper can carry."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_settings import LONGEST_LOGO

if TYPE_CHECKING:
    from PIL.Image import Image

# What a file may be, and how many points it may have before it is refused unread.
LARGEST_FILE: Final = 64 * 2**20
_MOST_POINTS: Final = 64_000_000
_FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
# A logo of 5 cm at 800 points an inch; printers show no more.
_LONGEST_SIDE: Final = 1600
_HEAD: Final = len("data:image/jpeg;base64,")
_MOST_BYTES: Final = (LONGEST_LOGO - _HEAD) // 4 * 3
_QUALITY: Final = 88
_SMALLER: Final = 0.7
_WHITE: Final = (255, 255, 255)


def logo_from(data: bytes) -> str:
    """Return a picture as the setting `letterhead.logo` keeps it.

    Takes PNG, JPEG, GIF, BMP, TIFF and WebP of any size: turned upright, on white, without its
    white margin and without what the file says beside the picture, and 1,600 points at most.
    Refuses what is no picture or would take too much memory (`not_a_picture`).
    """
    if len(data) > LARGEST_FILE:
        raise Refusal("not_a_picture", field="letterhead.logo")
    return _written(_read(data))


def _read(data: bytes) -> Image:
    """Read a picture, upright and on white."""
    from PIL import Image, ImageChops, ImageOps

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            # A JPEG is read at a half, a quarter or an eighth where that is enough.
            opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            small = opened.width * opened.height <= _MOST_POINTS
            upright = ImageOps.exif_transpose(opened) if small else None
    except Exception as error:  # a reader of pictures fails in any way that a broken file can
        raise Refusal("not_a_picture", field="letterhead.logo") from error
    if upright is None:
        raise Refusal("not_a_picture", field="letterhead.logo")
    if upright.mode.startswith("I"):  # sixteen bits of grey
        upright = upright.convert("I").point(lambda level: level / 256).convert("L")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    upright = upright.convert("RGBA")
    ground = Image.new("RGBA", upright.size, _WHITE)
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    drawn = ImageChops.difference(flat, Image.new("RGB", flat.size, _WHITE)).getbbox()
    return flat.crop(drawn) if drawn else flat


def _written(picture: Image) -> str:
    """Write a picture small enough: as PNG, else as JPEG, else smaller."""
    while True:
        for form, options in (("png", {"optimize": True}), ("jpeg", {"quality": _QUALITY})):
            body = BytesIO()
            picture.save(body, form, **options)
            if body.tell() <= _MOST_BYTES:
                return f"data:image/{form};base64,{base64.b64encode(body.getvalue()).decode()}"
        width, height = (max(1, round(side * _SMALLER)) for side in picture.size)
        picture = picture.resize((width, height))
