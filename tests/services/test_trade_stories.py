"""Random stories of quotes, sales, deliveries, contracts and products, there and back.

After each step the file is sound, and a refusal has changed nothing. At the end everything is
undone, which gives back the first state byte for byte, and done again, which gives back the last.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, rows

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import SaleStatus, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.paths import Paths
from smallcrm.services import commands

D = Decimal
Draw = Callable[[st.SearchStrategy[Any]], Any]
QUANTITIES = st.sampled_from(["1", "2", "0.5", "3", "-1", "0"])
PRICES = st.sampled_from(["0", "0.01", "1", "33.333333", "100", "7.5"])
DAYS = st.integers(-20, 20).map(lambda days: TODAY + timedelta(days=days))
OFF = st.sampled_from([None, None, D(10), D("0.01"), D(3)])


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    backend = _open(tmp_path_factory.mktemp("empty"))
    backend.close()
    return backend.paths.database


def _open(folder: Path) -> Backend:
    paths = Paths(data=folder, machine_settings=folder / "machine.json")
    return open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")


def _ids(backend: Backend, table: str) -> list[int]:
    return [row[0] for row in rows(backend, f"SELECT id FROM {table} ORDER BY id")]


def _one(backend: Backend, draw: Draw, table: str) -> int:
    """Choose a row, the newest ones more often, or one that is not there."""
    found = _ids(backend, table)
    return draw(st.sampled_from([*found[-3:], *found, 999] if found else [999]))


def _lines(draw: Draw, own: list[int]) -> tuple[commands.LineInput, ...]:
    """Draw lines; `own` are ids that they may name."""
    count = draw(st.integers(1, 3))
    ids: list[int | None] = draw(
        st.lists(st.sampled_from([None, *own]), min_size=count, max_size=count)
    )
    return tuple(
        commands.LineInput(
            description=draw(st.sampled_from(["Wood", "Work", "Oil"])),
            quantity=D(draw(QUANTITIES)),
            unit_price=D(draw(PRICES)),
            tax_percent=D(draw(st.sampled_from([0, 7, 19]))),
            tax_category=VatCategory.EXEMPT if draw(st.integers(0, 9)) == 9 else None,
            tax_reason="why" if draw(st.booleans()) else None,
            discount_percent=D(draw(st.sampled_from([0, 0, 5]))),
            id=own_id,
        )
        for own_id in ids
    )


def _discount(draw: Draw) -> dict[str, Any]:
    return {draw(st.sampled_from(["discount_percent", "discount_amount"])): draw(OFF)}


def _parts(backend: Backend, draw: Draw, table: str, owner: int) -> dict[int, Decimal] | None:
    """Draw quantities of lines of a quote or a sale; None: all of it."""
    found = rows(backend, f"SELECT id, quantity FROM {table}_line WHERE {table}_id = ?", owner)
    if not found or draw(st.booleans()):
        return None
    chosen = draw(st.lists(st.sampled_from(found), min_size=1, max_size=2, unique=True))
    share = D(draw(st.sampled_from(["1", "0.5", "0.25", "2"])))
    return {line_id: D(quantity) * share for line_id, quantity in chosen}


def _sell(backend: Backend, draw: Draw) -> commands.Command:
    return commands.AddSale(
        client=_one(backend, draw, "client"),
        lines=_lines(draw, []),
        on=draw(DAYS),
        status=draw(st.sampled_from([SaleStatus.ORDERED, SaleStatus.DELIVERED])),
        prices_include_tax=draw(st.booleans()),
        tax_per_line=draw(st.booleans()),
        plan=(commands.PlanPart(due=TODAY + timedelta(days=30)), commands.PlanPart(due=None))
        if not draw(st.integers(0, 3))
        else (),
        **_discount(draw),
    )


def _edit(backend: Backend, draw: Draw) -> commands.Command:
    sale = _one(backend, draw, "sale")
    own = [row[0] for row in rows(backend, "SELECT id FROM sale_line WHERE sale_id = ?", sale)]
    fields: dict[str, Any] = {}
    if draw(st.booleans()):
        fields["lines"] = _lines(draw, own)
    if draw(st.booleans()):
        fields |= _discount(draw)
    if draw(st.booleans()):
        fields["status"] = draw(st.sampled_from(list(SaleStatus)))
    if not draw(st.integers(0, 3)):
        fields["contract"] = _one(backend, draw, "contract")
    return commands.EditSale(sale=sale, title="Changed", **fields)


def _quote(backend: Backend, draw: Draw) -> commands.Command:
    return commands.AddQuote(
        client=_one(backend, draw, "client"), lines=_lines(draw, []), on=draw(DAYS),
        prices_include_tax=draw(st.booleans()), **_discount(draw),
    )  # fmt: skip


def _revise(backend: Backend, draw: Draw) -> commands.Command:
    fields = {"lines": _lines(draw, [])} if draw(st.booleans()) else {}
    return commands.ReviseQuote(quote=_one(backend, draw, "quote"), **fields)


def _accept(backend: Backend, draw: Draw) -> commands.Command:
    quote = _one(backend, draw, "quote")
    return commands.AcceptQuote(
        quote=quote,
        lines=_parts(backend, draw, "quote", quote),
        status=draw(st.sampled_from([SaleStatus.ORDERED, SaleStatus.DELIVERED])),
    )


def _deliver(backend: Backend, draw: Draw) -> commands.Command:
    sale = _one(backend, draw, "sale")
    lines = _parts(backend, draw, "sale", sale)
    return commands.Deliver(sale=sale, lines=lines, on=draw(DAYS))


def _bill(backend: Backend, draw: Draw) -> commands.Command:
    sale = _one(backend, draw, "sale")
    return commands.Bill(parts=(commands.BillPart(sale=sale),))


def _credit(backend: Backend, draw: Draw) -> commands.Command:
    invoice = _one(backend, draw, "invoice")
    return commands.AddCreditNote(invoice=invoice, rebill=draw(st.booleans()))


def _product(backend: Backend, draw: Draw) -> commands.Command:
    prices = {"EUR": D(draw(PRICES)), "USD": D(1)} if draw(st.booleans()) else {}
    code = draw(st.sampled_from([None, "A", "B"]))
    if draw(st.booleans()):
        return commands.AddProduct(name="Oil", code=code, prices=prices)
    product = _one(backend, draw, "product")
    return commands.EditProduct(product=product, code=code, prices=prices)


def _contract(backend: Backend, draw: Draw) -> commands.Command:
    if draw(st.booleans()):
        ends = date(2026, draw(st.integers(1, 12)), 1)
        return commands.AddContract(
            client=_one(backend, draw, "client"), title="Care", starts_on=TODAY, ends_on=ends
        )
    number = draw(st.sampled_from(["K-1", "K-2026-0001"]))
    return commands.EditContract(contract=_one(backend, draw, "contract"), number=number)


ACTIONS: tuple[Callable[[Backend, Draw], commands.Command], ...] = (
    _sell,
    _edit,
    _edit,
    _quote,
    _revise,
    _accept,
    _accept,
    _deliver,
    _deliver,
    _bill,
    _credit,
    _product,
    _contract,
    lambda backend, draw: commands.CancelSale(sale=_one(backend, draw, "sale")),
    lambda backend, draw: commands.DeclineQuote(quote=_one(backend, draw, "quote")),
    lambda backend, draw: commands.ReopenQuote(quote=_one(backend, draw, "quote")),
    lambda backend, draw: commands.FixPaper(quote=_one(backend, draw, "quote")),
    lambda backend, draw: commands.TakePayment(client=_one(backend, draw, "client"), amount=D(5)),
    lambda backend, draw: commands.Undo(),
    lambda backend, draw: commands.Redo(),
)


@given(data=st.data())
@settings(
    max_examples=int(os.environ.get("SMALLCRM_STORIES", "15")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
def test_a_story_goes_there_and_back(empty_file: Path, data: st.DataObject) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copy(empty_file, folder / empty_file.name)
    backend = _open(folder)
    try:
        nothing = factories.dump(backend)
        _begin(backend)
        for _ in range(data.draw(st.integers(3, 14))):
            command = data.draw(st.sampled_from(ACTIONS))(backend, data.draw)
            before = factories.whole(backend)
            try:
                factories.do(backend, command)
            except Refusal:
                assert factories.whole(backend) == before
            factories.sound(backend)
        _there_and_back(backend, nothing)
    finally:
        backend.close()
        shutil.rmtree(folder, ignore_errors=True)


def _begin(backend: Backend) -> None:
    """Let there be something of each kind, so that most steps meet something."""
    ann = factories.client(backend)
    lines = tuple(
        commands.LineInput(description=what, quantity=D(quantity), unit_price=D(50))
        for what, quantity in (("Wood", 3), ("Work", "2.5"), ("Oil", -1))
    )
    offer = commands.AddQuote(client=ann, lines=lines, discount_amount=D(7))
    for _ in range(2):
        factories.do(backend, offer)
    factories.ordered(backend, ann, lines=lines, discount_percent=D(3))
    factories.do(backend, commands.AcceptQuote(quote=1, lines={1: D(1)}))
    factories.do(backend, commands.AddContract(client=ann, title="Care"))
    factories.do(backend, commands.AddProduct(name="Oil", code="A"))


def _there_and_back(backend: Backend, nothing: factories.Dump) -> None:
    while _possible(backend, commands.Redo()):
        pass
    last = factories.dump(backend)
    steps = 0
    while _possible(backend, commands.Undo()):
        steps += 1
    assert factories.dump(backend) == nothing
    for _ in range(steps):
        factories.redo(backend)
    assert factories.dump(backend) == last
    factories.sound(backend)


def _possible(backend: Backend, command: commands.Command) -> bool:
    try:
        factories.do(backend, command)
    except Refusal as refusal:
        assert refusal.code in {"nothing_to_undo", "nothing_to_redo"}  # noqa: PT017
        return False
    return True
