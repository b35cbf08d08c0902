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
        written: bytes = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Page"),
                "Parent": document.Reference(document.Pages),
                "MediaBox": pdfdoc.PDFArray([0, 0, *self._size]),
                "Resources": self._resources(document),
                "Contents": self._content,
            }
        ).format(document)
        return written

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
