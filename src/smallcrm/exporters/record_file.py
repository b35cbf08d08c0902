"""All that is stored of one client as JSON, for a person who asks (GDPR, Article 15 and 20)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from smallcrm import __version__
from smallcrm.domain.clock import to_text
from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Watch
from smallcrm.exporters.files import write_whole
from smallcrm.exporters.json_out import Json, plain
from smallcrm.exporters.sheet import Written
from smallcrm.queries.record_shapes import ClientRecord, RecordChange, Ref

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries

FORMAT: Final = "smallcrm record"
VERSION: Final = 1
ENDING: Final = ".json"
_STEP: Final = 500


def export_record(
    queries: Queries, client_id: int, path: Path, *, now: datetime, watch: Watch | None = None
) -> Written:
    """Write all rows that are about a client, and what was changed of them and when.

    Where a row points to another one, that is named. Raises Refusal `no_such_client`,
    `unknown_ending`, `cannot_write_file`; Cancelled.
    """
    if path.suffix.lower() != ENDING:
        raise Refusal("unknown_ending", field="file", text=path.suffix, known=(ENDING,))
    record = queries.client_record(client_id)
    if record is None:
        raise Refusal("no_such_client", field="client", id=client_id)
    return write_whole(path, lambda stream: _write(record, now, stream, watch or Watch()))


def _write(record: ClientRecord, now: datetime, stream: BinaryIO, watch: Watch) -> Written:
    head = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "made_at": to_text(now),
        "client": _said(record.client),
    }
    count = len(record.history) + sum(len(section.rows) for section in record.sections)
    done = 0
    stream.write(_json(head)[:-1] + b',\n"tables": {')
    between = b"\n"
    for section in record.sections:
        stream.write(between + _json(section.table) + b": [")
        between = b",\n"
        opening = b"\n"
        for row in section.rows:
            values = {name: _said(value) for name, value in row.values.items()}
            stream.write(opening + _json({"id": row.id, **values}))
            opening = b",\n"
            done += 1
            if done % _STEP == 0:
                watch.step(done, count)
        stream.write(b"]")
    stream.write(b'\n},\n"history": [')
    opening = b"\n"
    for change in record.history:
        stream.write(opening + _json(_change(change)))
        opening = b",\n"
        done += 1
        if done % _STEP == 0:
            watch.step(done, count)
    stream.write(b"]\n}\n")
    return Written(count)


def _change(change: RecordChange) -> Json:
    return {
        "at": to_text(change.at),
        "by": change.source.value,
        "action": change.action,
        "what": change.kind.value,
        "table": change.table,
        "id": change.row_id,
        "values": dict(_values(change)),
    }


def _values(change: RecordChange) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Write what a value was and became; of a row that came or went only the one that there is."""
    for name, (before, after) in change.values.items():
        written = {"before": _said(before), "after": _said(after)}
        yield name, {key: value for key, value in written.items() if value is not None}


def _said(value: object) -> object:
    if isinstance(value, Ref):
        named = {"name": value.name} if value.name is not None else {}
        return {"table": value.table, "id": value.id, **named}
    if isinstance(value, float):  # only inside what a merge kept, which is JSON as it is
        return value
    return plain(value)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
