"""A page that is drawn and packed: of thousands in one file little more is kept than their bytes.

reportlab's own page and stream have a dozen attributes each, most of them empty.
"""

from __future__ import annotations

from typing import Any, Final

from reportlab.pdfbase import pdfdoc

# What all pages without a picture draw with stands in the file once.
_RESOURCES: Final = "Resources"


class PackedPage(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A page of a size, with its packed drawing and the names of the pictures on it."""

    __slots__ = ("__InternalName__", "_content", "_pictures", "_size")

    def __init__(
        self, document: Any, content: bytes, size: tuple[float, float], pictures: tuple[str, ...]
    ) -> None:
        self._content = document.Reference(_Stream(content))
        self._size = size
        self._pictures = pictures

    def format(self, document: Any) -> bytes:
        """Write the page; reportlab asks when the file is saved."""
        width, height = self._size
        parent, resources, content = (
            pdfdoc.format(one, document).decode("ascii")
            for one in (
                document.Reference(document.Pages),
                self._resources(document),
                self._content,
            )
        )
        return (
            f"<< /Type /Page /Parent {parent} /MediaBox [0 0 {width:g} {height:g}]"
            f" /Resources {resources} /Contents {content} >>"
        ).encode("ascii")

    def _resources(self, document: Any) -> Any:
        if not self._pictures and _RESOURCES in document.idToObject:
            return pdfdoc.PDFObjectReference(_RESOURCES)
        resources = pdfdoc.PDFResourceDictionary()
        resources.basicFonts()
        if not self._pictures:
            return document.Reference(resources, _RESOURCES)
        resources.allProcs()
        resources.XObject = document.xobjDict(self._pictures)
        return resources


class _Stream(pdfdoc.PDFObject):  # type: ignore[misc]  # as above
    """The packed drawing of a page, let go of when it is written."""

    __RefOnly__ = 1
    __slots__ = ("__InternalName__", "_content")

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, document: Any) -> bytes:
        packed = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")})
        written: bytes = pdfdoc.PDFStream(packed, self._content).format(document)
        self._content = b""
        return written
