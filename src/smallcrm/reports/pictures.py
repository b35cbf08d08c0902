"""Pictures of the owner's: any file that holds one becomes a logo that paper can carry."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_settings import LONGEST_LOGO, logo_bytes

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


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    """Open a picture that is small enough; whatever goes wrong with it is `not_a_picture`."""
    from PIL import Image

    refusal = Refusal("not_a_picture", field="letterhead.logo")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_POINTS:
                raise refusal  # noqa: TRY301  (one way out for all that is wrong)
            yield opened
    except Refusal:
        raise
    except Exception as error:  # a reader of pictures fails in any way that a broken file can
        raise refusal from error


def _read(data: bytes) -> Image:
    """Read a picture, upright and on white."""
    from PIL import Image, ImageChops, ImageOps

    with _opened(data) as opened:
        # A JPEG is read at a half, a quarter or an eighth where that is enough.
        opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        if upright.mode.startswith("I"):  # sixteen bits of grey
            upright = upright.convert("I").point(lambda level: level / 256).convert("L")
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        flat = _flat(upright)
    drawn = ImageChops.difference(flat, Image.new("RGB", flat.size, _WHITE)).getbbox()
    return flat.crop(drawn) if drawn else flat


def _flat(picture: Image) -> Image:
    """Put a picture on white."""
    from PIL import Image

    if picture.mode == "RGB":
        return picture.copy()
    ground = Image.new("RGBA", picture.size, _WHITE)
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a PDF carries it, three bytes of colour a point and nothing see-through.

    `data` is a JPEG file, or else the rows of a PNG file as that packs them.
    """

    name: str
    width: int
    height: int
    data: bytes
    jpeg: bool


@lru_cache(maxsize=8)
def drawable(kept: str) -> Picture | None:
    """Return a kept logo ready to be drawn; None where it is no picture that can be read."""
    data = logo_bytes(kept)
    if data is None:
        return None
    name = hashlib.sha256(data).hexdigest()[:16]
    try:
        with _opened(data) as opened:
            width, height = opened.size
            if opened.format == "JPEG" and opened.mode == "RGB":
                return Picture(name, width, height, data, jpeg=True)
            flat = _flat(opened)
    except Refusal:
        return None
    body = BytesIO()
    flat.save(body, "png", optimize=True)
    return Picture(name, width, height, _rows(body.getvalue()), jpeg=False)


def picture_stream(picture: Picture) -> Any:
    """Return what a PDF made by reportlab carries of a picture."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

    about: dict[str, object] = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": picture.width,
        "Height": picture.height,
        "BitsPerComponent": 8,
        "ColorSpace": PDFName("DeviceRGB"),
        "Filter": PDFName("DCTDecode" if picture.jpeg else "FlateDecode"),
    }
    if not picture.jpeg:
        rows = {"Predictor": 15, "Colors": 3, "BitsPerComponent": 8, "Columns": picture.width}
        about["DecodeParms"] = PDFDictionary(rows)
    return PDFStream(PDFDictionary(about), picture.data)


def _rows(png: bytes) -> bytes:
    """Return the packed rows of a PNG file, which a PDF takes as they are (predictor 15)."""
    at, rows = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            rows += png[at + 8 : at + 8 + length]
        at += length + 12
    return rows
