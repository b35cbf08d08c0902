"""Type on paper: the faces that ship with the program, and the part of each that a PDF carries.

HarfBuzz reads and cuts the faces. A document writes the glyphs of each as two-byte codes of one
composite font, in the order in which it meets them, and says which letters each code stands for:
so whoever copies or searches the text finds what was typed, also where letters were joined.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc, pdfmetrics

# What is drawn for a character that no face has; who copies it gets the character itself.
REPLACEMENT = "□"
# Says nothing: for a glyph that is a further part of letters which another glyph stands for.
NOTHING = "\u2060"
_UNKNOWN = 0xFFFD
Family = Literal["serif", "sans"]
FAMILIES: Final[tuple[Family, ...]] = ("serif", "sans")
# The regular and the strong face of each family, and what both take Chinese letters from.
_FILES: Final[Mapping[Family, tuple[str, str]]] = {
    "serif": ("SourceSerif4-Regular.ttf", "SourceSerif4-SemiBold.ttf"),
    "sans": ("Inter-Regular.ttf", "Inter-SemiBold.ttf"),
}
_CHINESE = "NotoSansSC-Regular.ttf"
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9-]")
_BLOCK = 100  # a CMap takes so many entries at a time
_SURROGATES = range(0xD800, 0xE000)
# The marks that the house's own faces have: each has to be placed above or below its letter. And
# the joiners, which are for shaping alone.
_MARKS = frozenset(
    chain(
        range(0x200C, 0x200E),
        range(0x0300, 0x0370), range(0x0483, 0x048A), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00),
        range(0x20D0, 0x2100), range(0x2DE0, 0x2E00), range(0xA66F, 0xA6A0),
        range(0x302A, 0x3030), range(0x3099, 0x309B), range(0xFE20, 0xFE30),
    )
)  # fmt: skip
_MAYBE_BLANK = (0x0000, 0x200B, 0x200C)  # some faces draw the last of them
# What HarfBuzz needs to shape text, and a reader of the PDF does not.
_UNREAD = "GSUB GPOS GDEF BASE VORG vhea vmtx OS/2 name post cmap STAT gasp MATH DSIG".split()


class Typeface:
    """A parsed font file, shared by all documents and threads; measures are in thousandths.

    The letters of a `shaped` face cannot be set one by one, since they change beside each other.
    """

    def __init__(self, path: Path, *, shaped: bool, index: int = 0) -> None:
        self.name = path.stem
        self.face: Any = hb.Face(opened(path), index)
        self.font: Any = hb.Font(self.face)
        self.scale: float = 1000 / self.face.upem
        name = self.face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or self.name
        self.postscript_name: str = _NOT_IN_NAMES.sub("", name) or "Font"
        glyph_of = self.font.get_nominal_glyph
        self.glyphs: Mapping[int, int] = {code: glyph_of(code) for code in self.face.unicodes}
        self.widths: Mapping[int, float] = {
            code: self.advance(glyph) for code, glyph in self.glyphs.items()
        }
        # What is set as letters in a row: all but marks, which have to be placed on one.
        self.plain = frozenset() if shaped else frozenset(self.glyphs.keys() - _MARKS)

    @cached_property
    def blank(self) -> int | None:
        """A glyph that has neither ink nor width, if there is one."""
        glyphs = (self.glyphs[code] for code in _MAYBE_BLANK if code in self.glyphs)
        return next((one for one in glyphs if not self.advance(one) and not self._ink(one)), None)

    def draws(self, character: int) -> bool:
        """Tell whether a character that the face has is more than a blank."""
        return self._ink(self.glyphs[character])

    def _ink(self, glyph: int) -> bool:
        extents = self.font.get_glyph_extents(glyph)
        return extents is not None and bool(extents.width or extents.height)

    def advance(self, glyph: int) -> float:
        """Return how wide a glyph is."""
        width: int = self.font.get_glyph_h_advance(glyph)
        return width * self.scale

    def covers(self, text: str) -> bool:
        """Tell whether `text`, which is printable, is letters of this face in a row."""
        return text.isascii() or self.plain.issuperset(map(ord, text))

    def has(self, text: str) -> bool:
        """Tell whether the face has every character of a text."""
        return self.glyphs.keys() >= set(map(ord, text))

    def cut(self, glyphs: Iterable[int]) -> tuple[bytes, Mapping[int, int]]:
        """Make a font file of these glyphs alone; return it, and the number of each in it."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
        wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
            int.from_bytes(tag.encode(), "big") for tag in _UNREAD
        )
        wanted.flags = (
            hb.SubsetFlags.NO_LAYOUT_CLOSURE
            | hb.SubsetFlags.NO_HINTING
            | hb.SubsetFlags.NOTDEF_OUTLINE
        )
        plan = hb.SubsetPlan(self.face, wanted)
        program: bytes = plan.execute().blob.data
        return program, dict(plan.old_to_new_glyph_mapping.items())

    def descriptor(self) -> dict[str, Any]:
        """Say what a PDF wants to know of a font, as its descriptor names it."""
        head, os2 = (self.face.reference_table(tag).data for tag in ("head", "OS/2"))
        extents = self.font.get_font_extents("ltr")
        capitals = self.font.get_metric_position_with_fallback(hb.OTMetricsTag.CAP_HEIGHT)
        (weight,) = struct.unpack(">H", os2[4:6])
        box = struct.unpack(">4h", head[36:44])
        return {
            "FontBBox": pdfdoc.PDFArray([round(side * self.scale) for side in box]),
            "ItalicAngle": 0,
            "Ascent": round(extents.ascender * self.scale),
            "Descent": round(extents.descender * self.scale),
            "CapHeight": round(capitals * self.scale),
            "StemV": 50 + int((weight / 65) ** 2),  # a usual guess: no font file says it
        }


def opened(path: Path) -> Any:
    """Open a font file, of which no more is read than is needed; raises OSError."""
    if os.name == "nt" and not str(path).isascii():
        return hb.Blob(path.read_bytes())  # HarfBuzz takes paths in the old code page
    try:
        return hb.Blob.from_file_path(str(path))
    except hb.HarfBuzzError as error:
        raise FileNotFoundError(str(path)) from error


@cache
def typeface(path: Path, *, shaped: bool = False, index: int = 0) -> Typeface:
    """Parse a font file, or the face of that number in it, once."""
    return Typeface(path, shaped=shaped, index=index)


class Typefaces:
    """The three faces of a choice of type, and the folder of those for other scripts."""

    def __init__(self, fonts: Path, family: Family = "serif") -> None:
        regular, semibold = _FILES[family]
        self.folder = fonts
        self.regular = typeface(fonts / regular)
        self.semibold = typeface(fonts / semibold)
        self.chinese = typeface(fonts / _CHINESE)


@cache
def typefaces(resources: Path, family: Family = "serif") -> Typefaces:
    """Parse the faces that ship with the program, once (20 ms)."""
    return Typefaces(resources / "fonts", family)


class _NoFont:
    """What reportlab begins its pages with: a font of which no page shows a letter.

    Any that it knows itself would be named in the file without being embedded.
    """

    fontName = "SmallCRM-None"  # noqa: N815  (reportlab's name)
    face: Any = None
    _dynamicFont = True  # noqa: N815  (reportlab's name: says that it is embedded by what is shown)
    _multiByte = False  # noqa: N815  (reportlab's name)

    def __init__(self) -> None:
        self.name = self.fontName
        self.face = self


NO_FONT: Final = _NoFont.fontName
pdfmetrics.registerFont(_NoFont())


class _Codes(dict[int, str]):
    """Character → the four hexadecimal digits that stand for it in the page; grows by use."""

    def __init__(self, font: EmbeddedFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: int) -> str:
        glyphs = self._font.face.glyphs
        glyph = glyphs.get(character) or glyphs[ord(REPLACEMENT)]
        code = self[character] = self._font.code(glyph, chr(character))
        return code


class EmbeddedFont:
    """A face in one document: gives out codes, and embeds the letters used when it is saved.

    reportlab's document calls `addObjects` once, at the end.
    """

    def __init__(self, face: Typeface, number: int) -> None:
        self.face = face
        self.internal_name = f"F{number}"
        self._number = number
        self._shown: dict[tuple[int, str], str] = {}
        self._codes = _Codes(self)

    @property
    def used(self) -> bool:
        """Whether the document shows any letter of this face."""
        return bool(self._shown)

    def encode(self, text: str) -> str:
        """Write text as the hexadecimal string of its codes."""
        return text.translate(self._codes)

    def code(self, glyph: int, text: str) -> str:
        """Return the four hexadecimal digits of a glyph that stands for `text`."""
        code = self._shown.get((glyph, text))
        if code is None:
            code = self._shown[glyph, text] = f"{len(self._shown) + 1:04X}"
        return code

    def width(self, text: str) -> float:
        """Measure text in thousandths of its size."""
        try:
            return sum(map(self.face.widths.__getitem__, map(ord, text)))
        except KeyError:
            box = self.face.widths[ord(REPLACEMENT)]
            return sum(self.face.widths.get(ord(character), box) for character in text)

    def addObjects(self, document: Any) -> None:  # noqa: N802  (reportlab's name)
        """Embed the letters used."""
        glyphs = [glyph for glyph, _ in self._shown]
        file, new_numbers = self.face.cut(glyphs)
        name = f"{_subset_tag(self._number)}+{self.face.postscript_name}"
        program = pdfdoc.PDFStream(content=file)
        program.dictionary["Length1"] = len(file)
        glyph_of_code = pdfdoc.PDFStream(
            content=b"".join(new_numbers[glyph].to_bytes(2, "big") for glyph in (0, *glyphs))
        )
        to_unicode = pdfdoc.PDFStream(content=_to_unicode([text for _, text in self._shown]))
        for stream in (program, glyph_of_code, to_unicode):
            stream.filters = [pdfdoc.PDFZCompress]
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                **self.face.descriptor(),
                "FontFile2": document.Reference(program, f"file:{name}"),
            }
        )
        widths = [round(self.face.advance(glyph), 2) for glyph in glyphs]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": document.Reference(descriptor, f"descriptor:{name}"),
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": document.Reference(glyph_of_code, f"glyphs:{name}"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray(
                    [document.Reference(descendant, f"descendant:{name}")]
                ),
                "ToUnicode": document.Reference(to_unicode, f"unicode:{name}"),
            }
        )
        fonts = document.idToObject["BasicFonts"].dict
        fonts[self.internal_name] = document.Reference(font, f"font:{name}")


class EmbeddedFonts:
    """All the fonts of one document: the house's own, and those that a text asked for."""

    def __init__(self, faces: Typefaces) -> None:
        self._folder = faces.folder
        self._fonts: dict[Typeface, EmbeddedFont] = {}
        self.regular = self._embedded(faces.regular)
        self.semibold = self._embedded(faces.semibold)
        self.chinese = self._embedded(faces.chinese)

    @property
    def used(self) -> list[EmbeddedFont]:
        """The fonts that the document shows a letter of."""
        return [font for font in self._fonts.values() if font.used]

    def fallback(self, text: str) -> EmbeddedFont | None:
        """Return a font that has all of a text which the house's own faces lack, if there is."""
        from smallcrm.reports.fallback import face_for

        face = face_for(text, self._folder)
        return None if face is None else self._embedded(face)

    def _embedded(self, face: Typeface) -> EmbeddedFont:
        if face not in self._fonts:
            self._fonts[face] = EmbeddedFont(face, len(self._fonts) + 1)
        return self._fonts[face]


def _subset_tag(number: int) -> str:
    """Make the six letters that mark a subset; two of a document differ."""
    high, low = divmod(number, 26)
    return f"SCRM{chr(ord('A') + high % 26)}{chr(ord('A') + low)}"


def _to_unicode(texts: list[str]) -> str:
    """Say which text each code is, for searching and copying."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    entries = [f"<{code:04X}> <{utf16(text)}>" for code, text in enumerate(texts, 1)]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def utf16(text: str) -> str:
    """Write text as a PDF's hexadecimal digits."""
    if any(ord(character) in _SURROGATES for character in text):
        text = "".join(chr(_UNKNOWN) if ord(one) in _SURROGATES else one for one in text)
    return text.encode("utf-16-be").hex().upper()
