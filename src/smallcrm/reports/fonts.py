"""Type on paper: the faces that ship with the program, and the part of each that a PDF carries.

reportlab reads and cuts the faces. The text itself is written as two-byte codes of one composite
font a face, since reportlab's own way (many fonts of 256 letters each) cannot name characters
beyond U+FFFF to whoever copies the text, and looks every letter up in Python.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# What is drawn for a character that no face has; who copies it gets the character itself.
REPLACEMENT = "□"
_UNKNOWN = 0xFFFD
Family = Literal["serif", "sans"]
FAMILIES: Final[tuple[Family, ...]] = ("serif", "sans")
# The regular and the strong face of each family, and what both take Chinese letters from.
_FILES: Final[Mapping[Family, tuple[str, str]]] = {
    "serif": ("SourceSerif4-Regular.ttf", "SourceSerif4-SemiBold.ttf"),
    "sans": ("Inter-Regular.ttf", "Inter-SemiBold.ttf"),
}
_CHINESE = "NotoSansSC-Regular.ttf"
_BLOCK = 100  # a CMap takes so many entries at a time
_SURROGATES = range(0xD800, 0xE000)


class Typeface:
    """A parsed font file, shared by all documents and threads."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        font = TTFont(f"SmallCRM-{self.name}", str(path), shapable=False)
        pdfmetrics.registerFont(font)  # for reportlab's own drawing: charts, bar codes
        self.registered: str = font.fontName
        self.parsed: Any = font.face
        self.postscript_name: str = self.parsed.name.decode("ascii")
        self.glyphs: Mapping[int, int] = self.parsed.charToGlyph
        self.widths: Mapping[int, float] = self.parsed.charWidths
        self._known = frozenset(self.glyphs)
        self._cutting = threading.Lock()  # reportlab's parser keeps its place in the file

    def covers(self, text: str) -> bool:
        """Tell whether the face has every character of `text`, which is printable."""
        return text.isascii() or self._known.issuperset(map(ord, text))

    def cut(self, characters: list[int]) -> bytes:
        """Make a font file of the glyphs of these characters alone."""
        with self._cutting:
            program: bytes = self.parsed.makeSubset(characters)
        return program


@cache
def _typeface(path: Path) -> Typeface:
    return Typeface(path)


class Typefaces:
    """The three faces of a choice of type."""

    def __init__(self, fonts: Path, family: Family = "serif") -> None:
        regular, semibold = _FILES[family]
        self.regular = _typeface(fonts / regular)
        self.semibold = _typeface(fonts / semibold)
        self.chinese = _typeface(fonts / _CHINESE)


@cache
def typefaces(resources: Path, family: Family = "serif") -> Typefaces:
    """Parse the faces that ship with the program, once (0.1 s)."""
    return Typefaces(resources / "fonts", family)


class _Codes(dict[int, str]):
    """Character → the four hexadecimal digits that stand for it in the page; grows by use."""

    def __init__(self) -> None:
        super().__init__()
        self.characters: list[int] = []

    def __missing__(self, character: int) -> str:
        self.characters.append(character)
        code = self[character] = f"{len(self.characters):04X}"
        return code


class EmbeddedFont:
    """A face in one document: gives out codes, and embeds the letters used when it is saved.

    reportlab's document calls `addObjects` once, at the end.
    """

    def __init__(self, face: Typeface, internal_name: str) -> None:
        self.face = face
        self.internal_name = internal_name
        self._codes = _Codes()

    @property
    def used(self) -> bool:
        """Whether the document shows any letter of this face."""
        return bool(self._codes)

    def encode(self, text: str) -> str:
        """Write text as the hexadecimal string of its codes."""
        return text.translate(self._codes)

    def width(self, text: str) -> float:
        """Measure text in thousandths of its size."""
        try:
            return sum(map(self.face.widths.__getitem__, map(ord, text)))
        except KeyError:
            box = self.face.widths[ord(REPLACEMENT)]
            return sum(self.face.widths.get(ord(character), box) for character in text)

    def addObjects(self, document: Any) -> None:  # noqa: N802  (reportlab's name)
        """Embed the letters used."""
        parsed = self.face.parsed
        shown = [
            character if character in self.face.glyphs else ord(REPLACEMENT)
            for character in self._codes.characters
        ]
        name = f"{_subset_tag(self.internal_name)}+{self.face.postscript_name}"
        program = pdfdoc.PDFStream(content=self.face.cut(shown))
        program.dictionary["Length1"] = len(program.content)
        glyph_of_code = pdfdoc.PDFStream(content=_glyph_of_code(shown, self.face.glyphs))
        to_unicode = pdfdoc.PDFStream(content=_to_unicode(self._codes.characters))
        for stream in (program, glyph_of_code, to_unicode):
            stream.filters = [pdfdoc.PDFZCompress]
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(parsed.bbox),
                "ItalicAngle": parsed.italicAngle,
                "Ascent": parsed.ascent,
                "Descent": parsed.descent,
                "CapHeight": parsed.capHeight,
                "StemV": parsed.stemV,
                "FontFile2": document.Reference(program, f"file:{name}"),
            }
        )
        widths = [parsed.charWidths[character] for character in shown]
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
    """All the fonts of one document."""

    def __init__(self, faces: Typefaces) -> None:
        self.regular, self.semibold, self.chinese = self._fonts = tuple(
            EmbeddedFont(face, f"F{number}")
            for number, face in enumerate((faces.regular, faces.semibold, faces.chinese), 1)
        )

    @property
    def used(self) -> list[EmbeddedFont]:
        """The fonts that the document shows a letter of."""
        return [font for font in self._fonts if font.used]


def _subset_tag(internal_name: str) -> str:
    """Make the six letters that mark a subset; two of a document differ."""
    return f"SCRM{chr(ord('A') + ord(internal_name[-1]) % 26)}A"


def _glyph_of_code(shown: list[int], glyphs: Mapping[int, int]) -> bytes:
    """Map codes to the glyphs of the cut face: reportlab numbers those by first appearance."""
    numbers = {0: 0}
    table = bytearray(2)
    for character in shown:
        number = numbers.setdefault(glyphs.get(character, 0), len(numbers))
        table += number.to_bytes(2, "big")
    return bytes(table)


def _to_unicode(characters: list[int]) -> str:
    """Say which character each code is, for searching and copying."""
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
    entries = [
        f"<{code:04X}> <{_utf16(character)}>" for code, character in enumerate(characters, 1)
    ]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _utf16(character: int) -> str:
    known = _UNKNOWN if character in _SURROGATES else character
    return chr(known).encode("utf-16-be").hex().upper()
