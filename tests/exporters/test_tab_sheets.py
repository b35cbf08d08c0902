"""Tabs as sheets: all rows, or those that are shown, in the order in which they are."""

from datetime import date
from decimal import Decimal

import pytest

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.exporters.client_sheet import client_codes
from smallcrm.exporters.tab_sheets import TABS, tab_sheet
from smallcrm.queries.order import Order
from smallcrm.services.commands import (
    AddClient,
    AddNote,
    AddReferral,
    AddSale,
    ContactPersonInput,
    EmailInput,
    HandleInput,
    PhoneInput,
    Refund,
    SaveDraft,
    TakePayment,
)


@pytest.fixture
def filled(backend: Backend) -> Backend:
    def do(command: object) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    ann = do(
        AddClient(
            name="Ann",
            code="C1",
            phones=(
                PhoneInput(number="030 111111"),
                PhoneInput(number="030 222222", label="fax"),
                PhoneInput(number="030 333333"),
            ),
            emails=(EmailInput(address="ann@x.example"),),
            handles=(HandleInput(kind="wechat", value="ann_w"),),
            contact_people=(
                ContactPersonInput(
                    name="Judith", role="secretary", phones=(PhoneInput(number="030 444444"),)
                ),
            ),
            tags=("a", "b"),
            birthday=date(1980, 2, 3),
        )
    )
    bob = do(AddClient(name="Bob"))
    do(AddReferral(referrer=ann, client=bob))
    do(AddNote(client=ann, text="First\nline"))
    do(SaveDraft(client=ann, text="half a thought"))
    do(AddSale(client=ann, title="Lamp", amount=Decimal(100), external_number="X-1"))
    paid = do(TakePayment(client=ann, amount=Decimal(120), method="cash"))
    do(Refund(payment=paid, amount=Decimal(5)))
    return backend


def rows(backend: Backend, tab: str, order: Order | None = None) -> list[dict[str, str]]:
    sheet = tab_sheet(backend.queries, tab, order)
    return [dict(zip(sheet.heading, row.cells, strict=True)) for row in sheet.rows]


def test_clients_have_a_column_for_each_way_to_reach_them(filled: Backend) -> None:
    ann, bob = rows(filled, "clients")
    assert ann["Phone"] == "030 111111"
    assert ann["Phone 2"] == "030 333333"
    assert ann["Fax"] == "030 222222"
    assert ann["WeChat"] == "ann_w"
    person = [ann[f"Contact {part}"] for part in ("person", "role", "phone", "mobile", "email")]
    assert person == ["Judith", "secretary", "030 444444", "", ""]
    assert ann["Tags"] == "a, b"
    assert ann["Birthday"] == "1980-02-03"
    assert ann["Notes"] == "First\nline"
    assert (bob["Referred by"], bob["Phone"], bob["Fax"]) == ("C1", "", "")


def test_money_is_plain_and_what_was_given_back_is_negative(filled: Backend) -> None:
    (sale,) = rows(filled, "sales")
    assert (sale["Number"], sale["Total"], sale["Still to pay"]) == ("X-1", "100.00", "0.00")
    amounts = {row["Sort"]: row["Payment amount"] for row in rows(filled, "payments")}
    assert amounts == {"payment": "120.00", "refund": "-5.00"}
    (referral,) = rows(filled, "referrals")
    assert (referral["Customer"], referral["Counterpart code"]) == ("Bob", "C1")


def test_only_what_is_shown_in_the_order_in_which_it_is(filled: Backend) -> None:
    order = Order("name", descending=True)
    assert [row["Name"] for row in rows(filled, "clients", order)] == ["Bob", "Ann"]
    order = Order("name", text="ann")
    assert [row["Name"] for row in rows(filled, "clients", order)] == ["Ann"]


def test_an_empty_file_gives_headings(backend: Backend) -> None:
    for tab in TABS:
        sheet = tab_sheet(backend.queries, tab)
        assert sheet.heading
        assert list(sheet.rows) == []
    assert client_codes(backend.queries) == {}
