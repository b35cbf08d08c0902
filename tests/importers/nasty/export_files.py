"""Nasty exports of everything: JSON whose rows are of the wrong kind, of nobody, or endless."""

from __future__ import annotations

import copy
import json
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.importers.nasty.corpus import SEED, Case, case, cut, flipped, scrambled

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.exporters.everything import export_everything
from smallcrm.paths import Paths
from smallcrm.services import commands

_CLOCK = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63), 10**400, 1.5, 1e308, "", "x", "\0", "\ud800", "9999-99-99",
    "2024-02-30", "0001-01-01", "x" * 100_000, "=1+1", [], {}, [1], {"a": 1}, {"amount": "1.00", "currency": "EUR"},
    {"amount": "x", "currency": "EUR"}, {"amount": "1.005", "currency": "EUR"}, {"amount": "9" * 40, "currency": "ZZZ"}, [[[[]]]], "1", "EUR",
)  # fmt: skip


@cache
def small() -> bytes:
    """Make an export of a file with one client, a sale and a payment."""
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "machine.json")
        backend = open_backend(paths, _CLOCK, country="IE", currency="EUR")
        perform = backend.services.perform
        ann = perform(
            commands.AddClient(
                name="Ann Lee",
                code="K1",
                note="tea",
                phones=(commands.PhoneInput(number="086 123 4567"),),
                emails=(commands.EmailInput(address="ann@example.org"),),
                tags=("tea",),
            ),
            source=Source.SCREEN,
        ).result.id
        for command in (
            commands.AddClient(name="陈明"),
            commands.AddSale(client=ann, title="Tuning", amount=Decimal(100)),
            commands.TakePayment(client=ann, amount=Decimal(40)),
            commands.AddReferral(referrer=ann, client=ann + 1),
        ):
            perform(command, source=Source.SCREEN)
        target = Path(folder) / "all.json"
        export_everything(backend.queries, target)
        backend.close()
        return target.read_bytes()


def cases() -> Iterator[Case]:
    data = small()
    yield from cut("json", ".json", data, max(len(data) // 400, 1))
    yield from flipped("json", ".json", data, 200)
    yield from scrambled("json", ".json", data, 100)
    yield case("json", "whole", ".json", data)
    yield case("json", "marked", ".json", b"\xef\xbb\xbf" + data)
    yield case("json", "utf-16", ".json", data.decode().encode("utf-16"))
    yield case("json", "twice", ".json", data * 2)
    yield from _odd_values(json.loads(data))
    yield from _odd_documents(json.loads(data))


def _odd_values(whole: dict[str, Any]) -> Iterator[Case]:
    """Put a value into a row that no such column has."""
    chance = random.Random(f"{SEED} json")
    places = [
        (table, index, column)
        for table, rows in whole["tables"].items()
        for index, row in enumerate(rows)
        for column in row
    ]
    for number in range(500):
        made = copy.deepcopy(whole)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            table, index, column = chance.choice(places)
            made["tables"][table][index][column] = chance.choice(_VALUES)
        yield case("json-value", f"{number:03d}", ".json", _written(made))
    for number in range(80):
        made = copy.deepcopy(whole)
        table, index, column = chance.choice(places)
        rows = made["tables"][table]
        match number % 5:
            case 0:
                del rows[index][column]
            case 1:
                rows[index]["nothing_of_ours"] = 1
            case 2:
                rows.append(dict(rows[index]))
            case 3:
                del rows[index]
            case _:
                rows[index] = chance.choice(_VALUES)
        yield case("json-row", f"{number:03d}", ".json", _written(made))


def _odd_documents(whole: dict[str, Any]) -> Iterator[Case]:
    head = '{"format": "smallcrm everything", "version": 1, '
    texts = {
        "head-only": head, "no-tables": head + '"settings": {}}', "tables-list": head + '"settings": {}, "tables": []}',
        "settings-list": head + '"settings": [], "tables": {}}', "empty": head + '"settings": {}, "tables": {}}',
        "deep-list": head + '"settings": {}, "tables": {"client": ' + "[" * 100_000 + "]" * 100_000 + "}}",
        "deep-map": head + '"settings": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}", "nan": head + '"settings": {}, "tables": {"client": [{"id": NaN}]}}',
        "huge": head + '"settings": {}, "tables": {"client": [{"id": ' + "9" * 100_000 + "}]}}", "doubled-keys": head + '"settings": {}, "settings": {}, "tables": {}, "tables": {}}',
        "many-tables": head + '"settings": {}, "tables": {' + ",".join(f'"t{n}": []' for n in range(20_000)) + "}}",
        "many-rows": head + '"settings": {}, "tables": {"client": [' + ",".join(f'{{"id": {n}, "name": "x"}}' for n in range(1, 20_000)) + "]}}",
        "sql": head + '"settings": {}, "tables": {"client; DROP TABLE client": [{"id": 1}]}}', "journal": head + '"settings": {}, "tables": {"action": [{"id": 1}], "sqlite_master": [{"name": "x"}]}}',
        "columns": head + '"settings": {}, "tables": {"client": [{"id); --": 1, "name": "x"}]}}', "comment": "/* x */" + head + "}", "half": head + '"settings": {"a": "\\ud800"}, "tables": {}}',
    }  # fmt: skip
    for name, text in texts.items():
        yield case("json", name, ".json", text)
    for version in (0, 2, -1, 1.5, True, "1", None, [], 10**30):
        yield case(
            "json-version", str(version)[:8], ".json", _written(whole | {"version": version})
        )
    for name, value in {"country": "ZZ", "currency": "ZZZ", "language": "x" * 9999, "today.days": "-5", "": "", "x\0y": "z", "clients.stale_months": "many"}.items():  # fmt: skip
        settings = {**whole["settings"], name: value}
        label = name.encode().hex()[:16] or "empty"
        yield case("json-setting", label, ".json", _written(whole | {"settings": settings}))
    for table in whole["tables"]:
        tables = {name: rows for name, rows in whole["tables"].items() if name != table}
        yield case("json-table", f"without-{table}", ".json", _written(whole | {"tables": tables}))
        for value in (None, {}, "x", [None], [[]], [{}], [1]):
            odd = {**whole["tables"], table: value}
            name = f"{table}-{json.dumps(value)}".replace("/", "")
            yield case("json-table", name, ".json", _written(whole | {"tables": odd}))


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
