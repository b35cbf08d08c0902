"""Every table of the owner's: out as plain values and back, and gone with the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import filled
from tests.factories import client, do, dump, payment, redo, rows, sound, undo

from smallcrm.app import open_backend
from smallcrm.domain.enums import Level
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


def test_an_export_of_a_program_without_level_rules_comes_in(backend, other, tmp_path) -> None:
    """Whatever level a client has there was set by hand."""
    client(backend, "Ann", level=Level.VIP)
    client(backend, "Bob")
    export_everything(backend.queries, tmp_path / "a.json")
    whole = json.loads((tmp_path / "a.json").read_text("utf-8"))
    for row in whole["tables"]["client"]:
        del row["level_by_hand"], row["level_rule_id"]
    for name in ("level_rule", "own_field", "own_value", "client_merge", "not_duplicate"):
        del whole["tables"][name]
    (tmp_path / "a.json").write_text(json.dumps(whole), "utf-8")
    fill_from(other, tmp_path / "a.json")
    found = rows(other, "SELECT name, level, level_by_hand FROM client ORDER BY id")
    assert found == [("Ann", "vip", 1), ("Bob", "standard", 0)]
    sound(other)


def test_what_is_worth_keeping_of_made_up_fields_and_rules_stays(backend) -> None:
    """A made-up field in which a real client has something, a rule by which one has a level."""
    do(backend, commands.FillSample(clients=40))
    first = backend.queries.own_fields()[0]
    ann = client(backend, "Ann", own=(commands.OwnValueInput(own_field=first.id, value="Grand"),))
    payment(backend, ann, "9000")
    do(backend, commands.RemoveSample())
    (kept,) = backend.queries.own_fields()
    assert (kept.id, kept.used) == (first.id, 1)
    (rule,) = backend.queries.level_rules()
    assert (rule.level, rule.used) == (Level.VIP, 1)
    assert rows(backend, "SELECT name, level FROM client") == [("Ann", "vip")]
    made_up = "SELECT count(*) FROM own_field WHERE is_sample UNION ALL SELECT count(*)"
    assert rows(backend, f"{made_up} FROM level_rule WHERE is_sample") == [(0,), (0,)]
    sound(backend)


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


def test_files_come_out_and_go_in_equal_and_a_damaged_one_is_refused(
    backend, other, tmp_path: Path
) -> None:
    ann = client(backend, "Ann")
    content = bytes(range(256)) * 300
    files = (
        commands.FileInput(name="photo.png", content=content),
        commands.FileInput(name="empty", content=b"", text=None),
        commands.FileInput(name="a.txt", content=b"Signed", text="Signed"),
    )
    kept = do(backend, commands.AddDocuments(client=ann, files=files))
    gone = commands.FileInput(name="gone", content=b"gone again")
    do(backend, commands.AddDocuments(client=ann, files=(gone,)))
    undo(backend)
    export_everything(backend.queries, tmp_path / "a.json")
    export_everything(backend.queries, tmp_path / "a.xlsx")
    whole = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert len(whole["tables"]["document_content"]) == len(files)
    whole["tables"]["document_content"][0]["content"] = "c29tZXRoaW5nIGVsc2U="
    (tmp_path / "bad.json").write_text(json.dumps(whole), "utf-8")
    with pytest.raises(Refusal) as refused:
        fill_from(other, tmp_path / "bad.json")
    assert (refused.value.code, refused.value.parameters["table"]) == (
        "export_damaged",
        "document_content",
    )
    del whole["tables"]["document_content"][0]
    (tmp_path / "less.json").write_text(json.dumps(whole), "utf-8")
    with pytest.raises(Refusal, match="export_unsound"):
        fill_from(other, tmp_path / "less.json")
    fill_from(other, tmp_path / "a.json")
    assert other.queries.document_content(kept.parameters["documents"][0]) == content
    export_everything(other.queries, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    sound(other)
