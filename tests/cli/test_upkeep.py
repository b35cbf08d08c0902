"""Settings, undo and redo, copies, checks, sample data."""

import json
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from tests.cli.conftest import Crm

from smallcrm.domain.settings import SETTINGS


def test_all_settings_are_shown_by_their_keys(crm: Crm) -> None:
    settings = crm("settings", "--json").json
    assert settings.keys() == SETTINGS.keys()
    assert settings["machine.language"] == "system"
    assert settings["file.payment_term_days"] == "30"
    lines = crm("settings").out.splitlines()
    texts = [key for key in SETTINGS if key.startswith("text.")]
    assert len(lines) == len(SETTINGS) - len(texts) + 1  # texts that nobody wrote are not listed
    assert any("numbers.invoice" in line and "Numbers of invoices" in line for line in lines)


def test_a_logo_is_set_from_a_file_said_in_short_and_cleared(crm: Crm, tmp_path: Path) -> None:
    picture = tmp_path / "logo.bmp"
    Image.new("RGB", (60, 40), "navy").save(picture)
    assert crm("settings", "letterhead.logo", str(picture)).out == "PNG, 1 KB\n"
    kept = crm("settings", "letterhead.logo", "--json").json["value"]
    assert kept.startswith("data:image/png;base64,")
    assert "PNG, 1 KB" in crm("settings").out
    assert kept not in crm("settings").out
    history = crm("list", "actions", "--json").out
    assert kept not in history
    assert crm("settings", "letterhead.logo", "").out == "\n"
    assert crm("undo").status == 0
    assert crm("settings", "letterhead.logo", "--json").json["value"] == kept


def test_what_is_no_picture_is_no_logo(crm: Crm, tmp_path: Path) -> None:
    text = tmp_path / "logo.png"
    text.write_text("not a picture")
    refused = crm("settings", "letterhead.logo", str(text), "--json")
    assert refused.status == 1
    assert "not a picture" in refused.err
    assert crm("settings", "letterhead.logo", str(tmp_path / "none.png")).status == 1


def test_texts_that_were_written_are_listed(crm: Crm) -> None:
    assert crm("settings", "text.en.invoice.opening", "Dear {client},").status == 0
    lines = [line for line in crm("settings").out.splitlines() if line.startswith("text.")]
    assert len(lines) == 1
    assert "Invoice: text above the table (English)" in lines[0]


def test_settings_of_both_scopes_are_set_and_kept(crm: Crm, data: Path) -> None:
    assert crm("settings", "file.country", "cn").out == "CN\n"
    assert crm("settings", "file.country", "--json").json == {"key": "file.country", "value": "CN"}
    assert crm("settings", "machine.theme", "dark", "--json").json["value"] == "dark"
    assert json.loads((data / "machine.json").read_text()) == {"machine.theme": "dark"}
    assert crm("undo").status == 0
    assert crm("settings", "file.country").out != "CN\n"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("file.country", "XX", "unknown_country"),
        ("file.currency", "euro", "unknown_currency"),
        ("file.payment_term_days", "-1", "not_in_range"),
        ("file.payment_term_days", "1.5", "not_in_range"),
        ("machine.theme", "purple", "not_a_choice"),
        ("machine.text_size", "9999", "not_in_range"),
        ("file.colour", "red", "unknown_setting"),
        ("file.owner_name", "x" * 201, "too_long"),
    ],
)
def test_a_setting_has_the_windows_own_checks(crm: Crm, key: str, value: str, code: str) -> None:
    answer = crm("settings", "--json", "--", key, value)
    assert (answer.status, answer.json["error"]) == (1, code)
    assert "reason:" not in answer.complaint


def test_the_language_of_the_machine_is_spoken(run: Crm, data: Path) -> None:
    run("--data-dir", data, "settings", "machine.language", "zh_CN")
    assert run("--data-dir", data, "find", "x").out != "Nobody was found.\n"
    assert run("--data-dir", data, "--lang", "en", "find", "x").out == "Nobody was found.\n"


def test_undo_and_redo_say_what_it_was(crm: Crm, story: Path) -> None:
    crm("add", "payment", "id:1", "100")
    undone = crm("undo", "--json").json
    assert undone["message"] == "Undone: Payment of 100.00 EUR from Ann Lee recorded"
    assert len(crm("list", "payments", "--json").json) == 1
    assert crm("redo").out == "Redone: Payment of 100.00 EUR from Ann Lee recorded\n"
    assert len(crm("list", "payments", "--json").json) == 2


def test_nothing_to_undo_is_refused(crm: Crm) -> None:
    for command in ("undo", "redo"):
        answer = crm(command, "--json")
        assert (answer.status, answer.json["error"]) == (1, f"nothing_to_{command}")
        assert "reason:" not in answer.complaint


def test_a_backup_and_the_way_back(crm: Crm, story: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert crm("backup", copy, "--json").json == {"file": str(copy)}
    assert crm("backup", copy, "--json").json["error"] == "file_exists"
    crm("add", "client", "--name", "Later")
    answer = crm("restore", copy, "--json")
    assert answer.json["restored"] == str(copy)
    assert Path(answer.json["kept"]).is_file()
    assert [row["name"] for row in crm("list", "clients", "--json").json if row["id"] > 3] == []
    kept = answer.json["kept"]
    assert crm("restore", kept).status == 0
    assert len(crm("list", "clients", "--json").json) == 4


def test_a_backup_that_cannot_be_written(crm: Crm, story: Path, tmp_path: Path) -> None:
    answer = crm("backup", tmp_path / "no" / "copy.db", "--json")
    assert (answer.status, answer.json["error"]) == (1, "cannot_write_file")
    assert "copy.db" in answer.complaint


def test_backups_without_a_name_go_to_their_folder(crm: Crm, story: Path) -> None:
    made = Path(crm("backup", "--json").json["file"])
    assert made.parent == story / "backups"


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_what_is_no_backup_is_not_restored(
    crm: Crm, story: Path, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "x.db"
    if content is not None:
        source.write_bytes(content)
    answer = crm("restore", source)
    assert answer.status in {1, 6}
    assert answer.complaint
    assert len(crm("list", "clients", "--json").json) == 3


def test_a_sound_file_checks_out(crm: Crm, story: Path) -> None:
    report = crm("check", "--json").json
    assert report.keys() >= {"ok", "problems", "clients", "sales", "payments", "sqlite", "schema"}
    assert (report["ok"], report["problems"]) == (True, [])
    assert (report["clients"], report["sales"], report["payments"]) == (3, 3, 1)
    assert crm("check").out.splitlines()[-1] == "Nothing is wrong."


def test_a_changed_figure_is_found(crm: Crm, story: Path) -> None:
    with sqlite3.connect(story / "smallcrm.db") as connection:
        connection.execute("DROP TRIGGER journal_sale_update")
        connection.execute("UPDATE sale SET paid_minor = 5 WHERE id = 1")
    connection.close()
    answer = crm("check", "--json")
    assert (answer.status, answer.json["ok"]) == (1, False)
    codes = {problem["code"] for problem in answer.json["problems"]}
    assert codes >= {"sale_paid", "trigger_differs", "row_changed_behind_the_journal"}
    assert "problems were found" in answer.complaint
    assert len(crm("check").out.splitlines()) == len(answer.json["problems"]) + 1


def test_erase_is_refused_by_name(crm: Crm, story: Path) -> None:
    answer = crm("erase", "id:1", "--yes", "--json")
    assert (answer.status, answer.json["error"]) == (1, "not_built")
    assert "erase" in answer.complaint


def test_sample_data_is_the_same_for_the_same_seed(run: Crm, tmp_path: Path) -> None:
    def filled(folder: str, seed: str) -> object:
        at = ("--data-dir", tmp_path / folder, "--now", "2026-05-12T08:42:00Z")
        given = ("sample", "--clients", "60", "--seed", seed, "--json")
        assert run(*at, *given).json["clients"] >= 60
        return run(*at, "list", "clients", "--json").json

    first = filled("a", "1")
    assert first == filled("b", "1")
    assert first != filled("c", "2")


def test_sample_data_is_for_an_empty_file(crm: Crm, story: Path) -> None:
    answer = crm("sample", "--clients", "20", "--json")
    assert answer.status == 1
    assert "reason:" not in answer.complaint
