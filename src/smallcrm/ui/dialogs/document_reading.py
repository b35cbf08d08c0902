"""A kept file made ready to be looked at, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.reports.render import PdfPages

if TYPE_CHECKING:
    from smallcrm.importers.mail_shapes import MailFile
    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.ui.runner import Backend

_LONGEST_SIDE: Final = 4000
_MAILS: Final = frozenset({".eml", ".msg"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A document, and what can be shown of it: pages, a picture, an e-mail, text, or nothing.

    `beside` are the other files of the same e-mail.
    """

    document: DocumentShape
    pages: PdfPages | None = None
    sizes: tuple[tuple[float, float], ...] = ()
    image: QImage | None = None
    mail: MailFile | None = None
    text: str | None = None
    beside: tuple[DocumentShape, ...] = ()


def opened(backend: Backend, document_id: int) -> Opened | None:
    """Read a document for showing it; None where it is gone."""
    document = backend.queries.document(document_id)
    content = backend.queries.document_content(document_id) if document is not None else None
    if document is None or content is None:
        return None
    if content.startswith(b"%PDF"):
        return _pdf(document, content)
    if document.media_type.startswith("image/"):
        return Opened(document, image=_image(content), text=document.text)
    if kept_files.ending(document.name) in _MAILS:
        return _mail(backend, document, content)
    return Opened(document, text=document.text)


def _pdf(document: DocumentShape, content: bytes) -> Opened:
    import pypdfium2

    try:
        pages = PdfPages(content)
        sizes = tuple(pages.size(index) for index in range(len(pages)))
    except (pypdfium2.PdfiumError, ValueError):
        return Opened(document)  # locked by a password, or damaged
    return Opened(document, pages=pages, sizes=sizes)


def _image(content: bytes) -> QImage | None:
    """Decode a picture; a very large one no larger than anybody looks at."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    longest = max(size.width(), size.height())
    if longest > _LONGEST_SIDE:
        factor = _LONGEST_SIDE / longest
        reader.setScaledSize(QSize(round(size.width() * factor), round(size.height() * factor)))
    image = reader.read()
    return None if image.isNull() else image


def _mail(backend: Backend, document: DocumentShape, content: bytes) -> Opened:
    from smallcrm.importers.mail_file import read

    beside: tuple[DocumentShape, ...] = ()
    if document.interaction_id is not None:
        of_mail = backend.queries.documents_of(interaction_id=document.interaction_id)
        beside = tuple(one for one in reversed(of_mail) if one.id != document.id)
    try:
        country = backend.file_settings().country
        mail = read(content, name=document.name, now=backend.clock.now(), country=country)
    except Refusal:
        return Opened(document, text=document.text, beside=beside)
    return Opened(document, mail=mail, beside=beside)
