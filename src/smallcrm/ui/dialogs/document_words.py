"""What files that are kept are called on the screen: their size, what they are about, an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain import kept_files
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import DocumentShape

_KILO: Final = 1024
_MEGA: Final = 1024 * 1024


def size_words(tr: I18n, size: int) -> str:
    """Say how large a file is."""
    if size >= _MEGA:
        return tr.gettext("{size} MB").format(size=tr.formats.number(round(size / _MEGA)))
    return tr.gettext("{size} kB").format(size=tr.formats.number(-(-size // _KILO)))


def about_words(tr: I18n, document: DocumentShape) -> str:
    """Say what a file is kept with: a sale, a quote, a contract, an e-mail; nothing for none."""
    about = one_line(document.about or "")
    if document.sale_id is not None:
        return tr.gettext("Sale {number}").format(number=about)
    if document.quote_id is not None:
        return tr.gettext("Quote {number}").format(number=about)
    if document.contract_id is not None:
        return tr.gettext("Contract {number}").format(number=about)
    if document.interaction_id is not None:
        # Translators: the e-mail that a file came with, by its subject
        return (
            tr.gettext("E-mail: {subject}").format(subject=about) if about else tr.gettext("E-mail")
        )
    return ""


def file_icon(document: DocumentShape) -> str:
    """Name the icon that stands before a file's name."""
    if kept_files.ending(document.name) in (".eml", ".msg"):
        return "mail"
    kind = document.media_type.partition("/")[0]
    if kind == "image":
        return "eye"
    return "file-text" if kind in ("text", "application") else "paperclip"
