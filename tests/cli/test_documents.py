"""Files and e-mails by the command line."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Crm
from tests.ui.show_documents import MAIL


@pytest.fixture(autouse=True)
def _told(story: Path) -> None:
    """Every test here knows the story."""


def test_files_are_kept_listed_and_written_out_as_they_were(crm: Crm, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20
    (tmp_path / "scan.bin").write_bytes(content)
    (tmp_path / "a.txt").write_text("Tune it", "utf-8")
    names = [str(tmp_path / name) for name in ("scan.bin", "a.txt")]
    number = crm("list", "sales", "--json").json[0]
    client = f"id:{number['client']['id']}"
    added = crm("add", "document", client, *names, "--sale", number["number"], "--json")
    assert (added.status, [one["name"] for one in added.json]) == (0, ["scan.bin", "a.txt"])
    assert all(one["about"] == number["number"] for one in added.json)
    again = crm("add", "document", client, names[0], "--sale", number["number"])
    assert again.out == "This is kept already.\n"
    listed = crm("list", "documents", client, "--json").json
    assert [one["name"] for one in listed] == ["a.txt", "scan.bin"]
    assert crm("list", "documents", "--limit", "1", "--json").json == listed[:1]
    assert "scan.bin" in crm("list", "documents").out
    target = tmp_path / "out.bin"
    assert crm("export", "document", str(target), "--id", str(listed[1]["id"])).status == 0
    assert target.read_bytes() == content
    assert crm("export", "document", str(target), "--id", "999").status == 1
    assert crm("export", "document", str(target)).status == 2
    assert crm("add", "document", client, str(tmp_path / "missing")).status == 1
    assert crm("check", "--json").json["problems"] == []


def test_an_email_is_kept_once(crm: Crm, tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_text(MAIL, "utf-8")
    first = crm("add", "email", "id:1", str(tmp_path / "m.eml"), "--json").json
    assert (first["known"], len(first["documents"])) == (False, 2)
    again = crm("add", "email", "id:2", str(tmp_path / "m.eml"), "--json").json
    assert (again["known"], again["id"], again["client"]) == (True, first["id"], 1)
    assert "kept already" in crm("add", "email", "id:2", str(tmp_path / "m.eml")).out
    (tmp_path / "x.eml").write_text("no mail", "utf-8")
    refused = crm("add", "email", "id:1", str(tmp_path / "x.eml"))
    assert (refused.status, refused.err.count("\n")) == (1, 1)


def test_lines_of_apply_carry_the_bytes_and_name_no_path(crm: Crm, tmp_path: Path) -> None:
    content = base64.b64encode(b"signed").decode()
    lines = [
        {"op": "add_document", "ref": "d", "client": 1, "name": "../../passwd", "content": content},
        {"op": "edit_document", "document": "d", "name": "Contract.txt"},
        {"op": "add_document", "client": 1, "name": "x", "content": "not base64!"},
        {"op": "add_document", "client": 1, "name": "x"},
    ]  # fmt: skip
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    answer = crm("apply", str(path))
    assert [line.split()[0] for line in answer.out.splitlines()] == [
        "ACK", "ACK", "REFUSED", "REFUSED",
    ]  # fmt: skip
    (kept,) = crm("list", "documents", "id:1", "--json").json
    assert (kept["name"], kept["size"]) == ("Contract.txt", 6)
    path.write_text(json.dumps({"op": "remove_document", "document": kept["id"]}), "utf-8")
    assert crm("apply", str(path)).status == 0
    assert crm("list", "documents", "--json").json == []
    assert hashlib.sha256(b"signed").hexdigest() not in crm("list", "documents").out
