"""A file of each earlier revision is brought to this schema, and is sound and searchable then."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tests.factories import redo, rows, sound, undo

from smallcrm.app import open_backend
from smallcrm.db import revisions

RELEASED = sorted((Path(__file__).parent / "released").glob("*.db.gz"))


@pytest.fixture(params=RELEASED, ids=lambda file: file.name[:4])
def older(paths, request):
    """A data file of an earlier revision, where the program looks for its own."""
    paths.database.parent.mkdir(parents=True, exist_ok=True)
    paths.database.write_bytes(gzip.decompress(request.param.read_bytes()))
    return paths


def test_an_older_file_is_backed_up_then_migrated_and_sound(older, clock):
    backend = open_backend(older, clock)
    try:
        assert len(list(older.backups.glob("*.db"))) == 1
        assert rows(backend, "SELECT version_num FROM alembic_version") == [(revisions.HEAD,)]
        sound(backend)
    finally:
        backend.close()


def test_an_older_file_is_found_by_what_its_sales_came_to(older, clock):
    backend = open_backend(older, clock)
    try:
        client, minor = rows(
            backend,
            "SELECT client_id, total_minor FROM sale WHERE currency = 'EUR' AND total_minor > 0"
            " ORDER BY id LIMIT 1",
        )[0]
        hits = backend.queries.search(f"{minor // 100}.{minor % 100:02}", limit=1000).hits
        assert client in [hit.client.id for hit in hits]
        detail = backend.queries.sale(1)
        assert detail is None or detail.sale.total.minor >= detail.billing.billed.minor
    finally:
        backend.close()


def test_what_was_done_before_can_still_be_undone(older, clock):
    backend = open_backend(older, clock)
    try:
        if backend.queries.undo_state().undo is not None:
            undo(backend)
            sound(backend)
            redo(backend)
        sound(backend)
    finally:
        backend.close()
