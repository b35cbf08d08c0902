"""JSON for programs: one list of documents, with the keys that the command line prints."""

from __future__ import annotations

import json
from typing import BinaryIO

from smallcrm.exporters.sheet import Sheet, Written


class JsonExporter:
    """One document a row, each on a line of its own."""

    name = "json"
    endings = (".json",)

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write the documents."""
        count = 0
        for row in sheet.rows:
            stream.write(b",\n" if count else b"[\n")
            stream.write(json.dumps(row.document, ensure_ascii=False).encode("utf-8", "replace"))
            count += 1
        stream.write(b"\n]\n" if count else b"[]\n")
        return Written(count)
