"""PDF/A-3b (ISO 19005-3): a PDF that is kept for years, and may carry the data that it shows.

reportlab leaves four things to do: describe the file in XMP as its information dictionary does,
say what its colours mean (sRGB), name the files inside, and end each stream on a line of its own
(section 6.1.7.1). What else the standard asks for holds of all our papers: fonts are embedded,
nothing is encrypted, nothing runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import md5
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

_SRGB: Final = "sRGB IEC61966-2.1"
# What a profile's header says of its version and of when it was made (ICC.1:2022, 7.2). The
# version is the one that PDF 1.7 names (4.2, all that is in it is as old), the day a fixed one.
_HEADER: Final = (
    (slice(8, 12), bytes.fromhex("04200000")),
    (slice(24, 36), bytes.fromhex("07ea00010001000000000000")),
)
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PACKET: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description>
{more}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF; `relationship` says what it is to the pages (ISO 19005-3, annex E)."""

    name: str
    content: bytes
    media_type: str
    relationship: str
    description: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Makes a document a PDF/A-3b with a file inside; hand it to `Document.archive`.

    `more` are further `rdf:Description` elements of its XMP. reportlab calls `addObjects` once,
    when the document is saved.
    """

    attachment: Attachment
    made_at: datetime
    more: str = ""

    def addObjects(self, document: Any) -> None:  # noqa: N802  (reportlab's name)
        """Add what makes the file an archive."""
        document.encrypt = _OwnLines()
        catalog = document.Catalog
        names = ("AF", "OutputIntents")
        catalog.__NoDefault__ = [*catalog.__NoDefault__, *names]
        catalog.__Refs__ = [*catalog.__Refs__, *names]
        catalog.Metadata = _stream({"Type": "/Metadata", "Subtype": "/XML"}, self._packet(document))
        catalog.OutputIntents = pdfdoc.PDFArray([document.Reference(_intent(document))])
        file = document.Reference(self._file(document))
        catalog.AF = pdfdoc.PDFArray([file])
        tree = {"Names": pdfdoc.PDFArray([pdfdoc.PDFString(self.attachment.name), file])}
        catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": pdfdoc.PDFDictionary(tree)})

    def _packet(self, document: Any) -> bytes:
        info = document.info
        facts = {
            name: escape(_NOT_XML.sub("", str(getattr(info, name))))
            for name in ("title", "author", "subject", "producer", "keywords", "creator")
        }
        made = f"{self.made_at:%Y-%m-%dT%H:%M:%SZ}"
        return _PACKET.format(**facts, made=made, more=self.more).encode()

    def _file(self, document: Any) -> Any:
        attachment = self.attachment
        parameters = {
            "Size": len(attachment.content),
            "ModDate": pdfdoc.PDFString(f"D:{self.made_at:%Y%m%d%H%M%S}Z"),
            # What the format asks for; nothing is kept secret by it.
            "CheckSum": f"<{md5(attachment.content, usedforsecurity=False).hexdigest()}>",
        }
        kept = _stream(
            {
                "Type": "/EmbeddedFile",
                "Subtype": "/" + attachment.media_type.replace("/", "#2F"),
                "Params": pdfdoc.PDFDictionary(parameters),
            },
            attachment.content,
            packed=True,
        )
        reference = document.Reference(kept)
        return pdfdoc.PDFDictionary(
            {
                "Type": "/Filespec",
                "F": pdfdoc.PDFString(attachment.name),
                "UF": pdfdoc.PDFString(attachment.name),
                "Desc": pdfdoc.PDFString(attachment.description),
                "AFRelationship": f"/{attachment.relationship}",
                "EF": pdfdoc.PDFDictionary({"F": reference, "UF": reference}),
            }
        )


def _intent(document: Any) -> Any:
    """Say what red, green and blue are (section 6.2.3)."""
    profile = document.Reference(_stream({"N": 3}, _profile(), packed=True))
    return pdfdoc.PDFDictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pdfdoc.PDFString(_SRGB),
            "Info": pdfdoc.PDFString(_SRGB),
            "RegistryName": pdfdoc.PDFString("http://www.color.org"),
            "DestOutputProfile": profile,
        }
    )


@cache
def _profile() -> bytes:
    """Return the profile of sRGB, made by Little CMS; free to use, as it says itself."""
    from PIL import ImageCms  # only needed here

    made: Any = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    content = bytearray(made.tobytes())
    for place, said in _HEADER:
        content[place] = said
    return bytes(content)


def _stream(entries: dict[str, Any], content: bytes, *, packed: bool = False) -> Any:
    return pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary(entries),
        content=content,
        filters=[pdfdoc.PDFZCompress] if packed else None,
    )


class _OwnLines(pdfdoc.NoEncryption):  # type: ignore[misc]  # reportlab has no types
    """Encrypts nothing, but lets every stream that reportlab writes end with a line's end."""

    def encode(self, t: Any) -> Any:
        return _Content(t)


class _Content(pdfdoc.PDFObject):  # type: ignore[misc]  # as above
    """The content of a stream; the line's end after it does not count."""

    def __init__(self, content: str | bytes) -> None:
        self._content: bytes = pdfdoc.pdfdocEnc(content)

    def __len__(self) -> int:
        return len(self._content)

    def format(self, _document: Any) -> bytes:
        return self._content + b"\n"
