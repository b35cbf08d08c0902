"""Any picture becomes a logo; what is none, or would take too much memory, is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_settings import LONGEST_LOGO, logo_bytes
from smallcrm.domain.settings import setting
from smallcrm.reports.pictures import logo_from

RED = (200, 20, 20)


def picture(mode: str = "RGB", size: tuple[int, int] = (60, 30)) -> Image.Image:
    made = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1] - 1), fill=(*RED, 255))
    ImageDraw.Draw(made).point((size[0] - 1, 0), fill=(0, 0, 0, 255))
    if mode == "RGBA":
        return made
    ground = Image.new("RGB", size, "white")
    ground.paste(made, mask=made.getchannel("A"))
    return ground.convert(mode)


def file_of(image: Image.Image, form: str, **options: object) -> bytes:
    body = BytesIO()
    image.save(body, form, **options)
    return body.getvalue()


def read(kept: str) -> Image.Image:
    data = logo_bytes(kept)
    assert data is not None
    assert setting("letterhead.logo").check(kept) == kept
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
        ("TIFF", "CMYK"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_common_kind_of_picture_is_read(form, mode):
    image = read(logo_from(file_of(picture(mode), form)))
    assert image.mode == "RGB"
    assert image.size == (60, 30)
    assert image.getpixel((50, 20)) >= (240, 240, 240)
    red, green, _ = image.getpixel((10, 15))
    assert (mode == "L" and red == green) or red > 150 > green


def test_a_picture_of_a_telephone_is_turned_upright_and_says_no_more_of_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "Camera of Ann"
    data = file_of(picture("RGB"), "JPEG", exif=exif)
    kept = logo_from(data)
    image = read(kept)
    assert image.size == (30, 60)
    assert not image.getexif()
    assert b"Camera" not in (logo_bytes(kept) or b"")


def test_white_margins_go_and_large_pictures_shrink():
    image = Image.new("RGBA", (4000, 1000), (255, 255, 255, 0))
    ImageDraw.Draw(image).ellipse((1000, 300, 2999, 699), fill=RED)
    found = read(logo_from(file_of(image, "PNG")))
    assert found.size == pytest.approx((800, 160), abs=3)  # shrunk first, softly


def test_noise_is_kept_as_jpeg_within_the_bound():
    noise = Image.effect_noise((2400, 2400), 120).convert("RGB")
    kept = logo_from(file_of(noise, "PNG"))
    assert kept.startswith("data:image/jpeg;base64,")
    assert len(kept) <= LONGEST_LOGO
    assert max(read(kept).size) <= 1600


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 2**20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n",
        bomb(60_000, 60_000),
        bomb(9000, 9000),
        file_of(picture(), "PNG")[:80],
        file_of(picture(), "ICO"),
    ],
    ids=str,
)
def test_what_is_no_picture_or_a_bomb_is_refused(data):
    with pytest.raises(Refusal) as caught:
        logo_from(data)
    assert (caught.value.code, caught.value.field) == ("not_a_picture", "letterhead.logo")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]), st.data())
def test_a_broken_picture_is_refused_or_read(form, data):
    body = bytearray(file_of(picture(), form))
    for _ in range(3):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = logo_from(bytes(body))
    except Refusal as refusal:
        code = refusal.code
    else:
        code = "not_a_picture" if read(kept) else ""
    assert code == "not_a_picture"


@pytest.mark.parametrize(
    "text",
    [
        "logo.png",
        "data:image/png;base64,",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,<svg/>",
        "data:image/jpeg;base64,iVBORw0KGgo=",
        "data:text/html;base64,AAAA",
    ],
)
def test_the_setting_takes_nothing_else(text):
    with pytest.raises(Refusal) as caught:
        setting("letterhead.logo").check(text)
    assert caught.value.code == "not_a_picture"
