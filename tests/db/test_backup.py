"""Copies are verified, thinned by rule, and put back without losing what was there."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import client, dump, rows, sound

from smallcrm import app
from smallcrm.app import open_backend
from smallcrm.db import backup
from smallcrm.db.backup import Backup
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(4, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 40] = b"\xa5" * 40
    path.write_bytes(content)


def opened(paths, clock):
    return open_backend(paths, clock, country="IE", currency="EUR")


def test_a_copy_of_a_file_in_use_holds_all_that_was_committed(backend, tmp_path):
    client(backend)
    made = backend.backup()
    assert made.name == "smallcrm-20260512T084200Z.db"
    backup.verify(made)
    kept = driver.connect(str(made))
    assert kept.execute("SELECT name FROM client").fetchall() == [("Ann Lee",)]
    assert kept.execute("PRAGMA journal_mode").fetchone()[0] == "delete", "a copy stands alone"
    kept.close()
    said = made.with_name(made.name + ".sha256").read_text()
    assert said == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n"
    assert backend.backup().name == "smallcrm-20260512T084200Z-2.db"
    assert {path.suffix for path in backend.paths.backups.iterdir()} == {".db", ".sha256"}


def test_a_copy_where_the_owner_says_replaces_only_what_it_can(backend, tmp_path):
    client(backend)
    target = tmp_path / "copy.db"
    target.write_text("the old one")
    assert backend.backup(target) == target
    backup.verify(target)
    nowhere = tmp_path / "no such folder" / "copy.db"
    with pytest.raises(DataFileError) as caught:
        backend.backup(nowhere)
    assert caught.value.trouble is FileTrouble.UNWRITABLE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "copy.db.sha256", "data"]


def test_a_damaged_file_gives_no_backup_and_the_old_ones_stay(paths, clock):
    backend = opened(paths, clock)
    for number in range(40):
        client(backend, f"C{number}", note="x" * 2000)
    good = backend.backup()
    backend.close()
    before = good.read_bytes()
    damage(paths.database)
    kept = paths.database.read_bytes()
    with pytest.raises(DataFileError) as caught:
        backup.make(paths.database, paths.backups, NOW + timedelta(hours=1))
    assert caught.value.trouble is FileTrouble.DAMAGED
    assert [one.path for one in backup.listed(paths.backups)] == [good]
    assert (good.read_bytes(), paths.database.read_bytes()) == (before, kept)
    assert not list(paths.backups.glob("*.partial"))
    found = app.newest_backup(paths)
    assert found is not None
    assert found[0] == good


def test_the_newest_good_one_is_not_always_the_newest(backend):
    client(backend)
    good = backend.backup()
    for name in ("smallcrm-20260513T000000Z.db", "smallcrm-20260514T000000Z.db"):
        (backend.paths.backups / name).write_bytes(b"x" * 9000)
    found = backup.newest_good(backend.paths.backups)
    assert found is not None
    assert found.path == good
    assert backup.newest_good(backend.paths.data / "none") is None


@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (lambda path: path.write_bytes(b"x" * 9000), FileTrouble.DAMAGED),
        (lambda path: path.write_bytes(b""), FileTrouble.DAMAGED),
        (damage, FileTrouble.DAMAGED),
        (lambda path: sql(path, "PRAGMA application_id=1"), FileTrouble.DAMAGED),
        (
            lambda path: sql(path, "UPDATE alembic_version SET version_num='9999'"),
            FileTrouble.NEWER,
        ),
        (lambda path: sql(path, "DELETE FROM alembic_version"), FileTrouble.DAMAGED),
        (lambda path: sql(path, "DROP TABLE alembic_version"), FileTrouble.DAMAGED),
    ],
)
def test_a_bad_source_is_refused_and_nothing_is_touched(backend, paths, clock, spoil, trouble):
    for number in range(20):
        client(backend, f"C{number}", note="x" * 2000)
    made = backend.backup()
    backend.close()
    spoil(made)
    before = paths.database.read_bytes()
    with pytest.raises(DataFileError) as caught:
        app.restore(paths, clock, made)
    assert caught.value.trouble is trouble
    assert paths.database.read_bytes() == before
    assert sorted(path.name for path in paths.data.iterdir()) == ["backups", "smallcrm.db"]


def sql(path: Path, statement: str) -> None:
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_putting_one_back_keeps_the_file_that_was_there(paths, clock):
    backend = opened(paths, clock)
    client(backend)
    made, first = backend.backup(), dump(backend)
    client(backend, "Bob")
    second = dump(backend)
    backend.close()
    kept = app.restore(paths, clock, made)
    assert kept is not None
    assert kept.name == "smallcrm-before-restore-20260512T084200Z.db"
    backend = opened(paths, clock)
    assert dump(backend) == first
    sound(backend)
    client(backend, "Cid")
    backend.close()
    # Restoring is itself undone by restoring what it kept; and nothing kept is overwritten.
    again = app.restore(paths, clock, kept)
    assert again is not None
    assert again != kept
    backend = opened(paths, clock)
    assert dump(backend) == second
    backend.close()
    backup.verify(again)
    assert made.exists()


def test_a_restore_that_fails_or_is_killed_leaves_the_file(paths, clock, monkeypatch):
    backend = opened(paths, clock)
    client(backend)
    made = backend.backup()
    client(backend, "Bob")
    after = dump(backend)
    backend.close()

    def killed(_self, _target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            app.restore(paths, clock, made)
    backend = opened(paths, clock)
    assert dump(backend) == after
    sound(backend)
    backend.close()


def test_a_restore_without_links(paths, clock, monkeypatch):
    def no_links(*_):
        raise OSError(95, "not supported")

    backend = opened(paths, clock)
    client(backend)
    made = backend.backup()
    backend.close()
    monkeypatch.setattr(backup.os, "link", no_links)
    kept = app.restore(paths, clock, made)
    assert kept is not None
    backup.verify(kept)


def test_a_restore_in_the_place_of_nothing_and_of_something_damaged(paths, clock):
    backend = opened(paths, clock)
    client(backend)
    made = backend.backup()
    backend.close()
    paths.database.unlink()
    assert app.restore(paths, clock, made) is None
    damage(paths.database)
    kept = app.restore(paths, clock, made)
    assert kept is not None
    backend = opened(paths, clock)
    sound(backend)
    backend.close()


def test_nothing_is_put_in_the_place_of_a_file_that_is_open(backend, clock, tmp_path):
    client(backend)
    made = backend.backup()
    assert app.in_use(backend.paths.database)
    with pytest.raises(DataFileError) as caught:
        app.restore(backend.paths, clock, made)
    assert caught.value.trouble is FileTrouble.LOCKED
    client(backend, "Bob")
    assert rows(backend, "SELECT count(*) FROM client") == [(2,)]
    backend.close()
    assert not app.in_use(backend.paths.database)
    with pytest.raises(Refusal) as refused:
        app.restore(backend.paths, clock, tmp_path / "none.db")
    assert refused.value.code == "no_such_file"


# -- when, and which ------------------------------------------------------------------------------


def test_once_a_day(backend, monkeypatch):
    assert backend.backup_if_due() is not None
    assert backend.backup_if_due() is None
    folder = backend.paths.backups
    assert not backup.is_due(folder, NOW + timedelta(hours=23, minutes=59))
    assert backup.is_due(folder, NOW + timedelta(days=1))
    # A copy from a clock that was wrong must not stop those of years.
    (folder / "smallcrm-20360101T000000Z.db").touch()
    assert backup.is_due(folder, NOW + timedelta(days=1))


def test_only_our_own_files_are_listed_and_thinned(backend):
    folder = backend.paths.backups
    folder.mkdir()
    old = ["smallcrm-20200101T000000Z.db", "smallcrm-20200101T010000Z.db"]
    for name in (*old, "mine.db", "smallcrm-2020.db", "smallcrm-20200101T000000Z.db.bak"):
        (folder / name).touch()
    backend.backup_and_thin()
    names = {path.name for path in folder.iterdir()}
    assert {"mine.db", "smallcrm-2020.db", "smallcrm-20200101T000000Z.db.bak", old[1]} <= names
    assert old[0] not in names, "of one day, all but the newest"


MOMENTS = st.lists(
    st.datetimes(
        datetime(2025, 1, 1),  # noqa: DTZ001
        datetime(2026, 5, 12, 8),  # noqa: DTZ001
        timezones=st.just(UTC),
    ).map(lambda moment: moment.replace(microsecond=0)),
    max_size=80,
    unique=True,
)


@given(MOMENTS)
def test_what_is_kept(moments):
    """All of two days; the newest of each of 12 days, 10 weeks and 9 months; nothing else."""
    backups = [Backup(Path(f"{moment:%Y%m%dT%H%M%S}"), moment) for moment in moments]
    kept = {one.made_at for one in backup.keepers(backups, NOW)}
    expected = {moment for moment in moments if NOW - moment <= timedelta(days=2)}
    for pattern, count in (("%Y-%m-%d", 12), ("%G-%V", 10), ("%Y-%m", 9)):
        newest: dict[str, datetime] = {}
        for moment in sorted(moments):
            newest[moment.strftime(pattern)] = moment
        expected |= {newest[period] for period in sorted(newest)[-count:]}
    assert kept == expected
    if moments:
        assert max(moments) in kept
        # Thinning what was thinned takes nothing more away.
        again = [one for one in backups if one.made_at in kept]
        assert {one.made_at for one in backup.keepers(again, NOW)} == kept


@given(st.integers(0, 400))
def test_a_copy_a_day_for_a_year_is_a_few_dozen(days):
    moments = [NOW - timedelta(days=back) for back in range(days)]
    kept = backup.keepers([Backup(Path(str(moment)), moment) for moment in moments], NOW)
    assert len(kept) <= 3 + 12 + 10 + 9
