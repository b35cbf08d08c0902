"""Files of other programs that are not read: refused by name, with what to export instead."""

from __future__ import annotations

import re
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers.plan import ImportPlan, ReadOptions, SourceFile

_START: Final = 4096
_MARK: Final = rb"(?:\xef\xbb\xbf)?"
_KNOWN: Final = (
    # QuickBooks: lines that begin with what they are (`!CUST`), parted by tabulators.
    (re.compile(_MARK + rb'\s*"?!(?:HDR|CUST|TRNS|INVITEM|ACCNT|VEND|OTHERNAME)\b'), "iif"),
    # LDAP entries, as address books write them (RFC 2849).
    (re.compile(_MARK + rb"(?:version:\s*1\s+)?(?:#[^\n]*\n\s*)*dn::? ", re.IGNORECASE), "ldif"),
    # Outlook's own store.
    (re.compile(rb"!BDN"), "pst"),
    (re.compile(rb"%PDF-"), "pdf"),
)


class ForeignImporter:
    """Claims what is known and not read."""

    name = "foreign"
    endings = ()

    def claims(self, file: SourceFile) -> bool:
        """Tell by how the file begins."""
        return _format_of(file.data) is not None

    def read(self, file: SourceFile, options: ReadOptions) -> ImportPlan:
        """Refuse: `iif_file`, `ldif_file`, `pst_file` or `pdf_file`."""
        del options
        raise Refusal(f"{_format_of(file.data)}_file", field="file", file=file.path.name)


def _format_of(data: bytes) -> str | None:
    start = data[:_START]
    return next((name for pattern, name in _KNOWN if pattern.match(start)), None)
