"""Every table of the owner's: out as plain values and back, and gone with the sample."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import filled
from tests.factories import do, dump, redo, rows, sound, undo

from smallcrm.app import open_backend
from smallcrm.domain.errors import Refusal
from smallcrm.exporters.everything import export_everything, read_everything
from smallcrm.paths import Paths
from smallcrm.services import commands


@pytest.fixture
def other(tmp_path: Path, clock):
    data = tmp_path / "other"
    paths = Paths(data=data, machine_settings=data / "machine.json")
    opened = open_backend(paths, clock, country="US", currency="USD")
    yield opened
    opened.close()


def fill_from(backend, path: Path) -> None:
    settings, tables = read_everything(path)
    do(
        backend,
        commands.FillFromExport(settings=settings, tables=tables, file_name=path.name),
    )


def test_every_table_comes_out_and_goes_in_equal(backend, other, tmp_path: Path) -> None:
    do(backend, commands.SetSetting(key="numbers.quote", value="报价/{yy}{month}-{number:3}"))
    do(backend, commands.SetSetting(key="numbers.sale", value="{number}"))
    filled.fill(backend)
    assert filled.empty_tables(backend) == []
    sound(backend)
    export_everything(backend.queries, tmp_path / "a.json")
    fill_from(other, tmp_path / "a.json")
    sound(other)
    export_everything(other.queries, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    before, after = dump(backend), dump(other)
    for name in before.keys() - {"setting"}:
        assert after[name] == before[name], name
    assert [row[3:] for row in after["setting"]] != []


def test_a_wrong_member_of_a_closed_list_is_refused(backend, other, tmp_path: Path) -> None:
    filled.fill(backend)
    export_everything(backend.queries, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text("utf-8")
    assert text.count('"accepted"') == 1
    (tmp_path / "a.json").write_text(text.replace('"accepted"', '"eaten"'), "utf-8")
    with pytest.raises(Refusal) as refused:
        fill_from(other, tmp_path / "a.json")
    assert refused.value.code == "export_damaged"
    assert refused.value.parameters["table"] == "quote"


def test_the_sample_goes_with_all_that_hangs_on_it(backend) -> None:
    do(backend, commands.FillSample(clients=1))
    before = dump(backend)
    # What is typed into the sample's first client is the sample's.
    name = rows(backend, "SELECT name FROM client ORDER BY id LIMIT 1")[0][0]
    ann = rows(backend, "SELECT id FROM client ORDER BY id LIMIT 1")[0][0]
    filled.trade(backend, ann)
    filled.receivables(backend, ann)
    filled_up = dump(backend)
    do(backend, commands.RemoveSample())
    assert rows(backend, "SELECT * FROM client WHERE name = ?", name) == []
    sound(backend)
    left = {table for table, found in dump(backend).items() if found}
    assert left == {"product", "product_price", "bank_line", "exchange_rate", "setting"}
    assert rows(backend, "SELECT status, payment_id FROM bank_line") == [("open", None)]
    assert rows(backend, "SELECT key FROM setting WHERE key LIKE 'counter%'") == []
    undo(backend)
    assert dump(backend) == filled_up
    redo(backend)
    sound(backend)
    assert before
