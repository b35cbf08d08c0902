"""Products with prices and tax, contracts with their sales, and a client's own terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from smallcrm.domain.enums import Level, VatCategory
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.contract_dialog import ContractDialog
from smallcrm.ui.dialogs.product_dialog import ProductDialog, price_text
from smallcrm.ui.dialogs.repeat_field import Entry


def test_a_product_is_added(context, show, backend, settle, outcomes, qtbot):
    dialog = show(ProductDialog(context, name="Tuning"))
    dialog.saved.connect(outcomes.append)
    dialog.code.setText("T-100")
    dialog.unit.setText("hour")
    dialog.prices.set_entries([Entry(("120", "EUR")), Entry(("0.425", "USD"))])
    dialog.tax.setText("23")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settle(context)
    (outcome,) = outcomes
    product = backend.queries.product(outcome.result.id)
    assert (product.name, product.code, product.unit) == ("Tuning", "T-100", "hour")
    assert dict(product.prices) == {"EUR": Decimal(120), "USD": Decimal("0.425")}
    assert (product.tax_percent, product.tax_category) == (Decimal(23), VatCategory.STANDARD)
    assert product.active


def test_a_product_is_changed(context, show, backend, settle, perform):
    made = perform(
        commands.AddProduct(
            name="Tuning", prices={"USD": Decimal(130), "EUR": Decimal(120)}, code="T"
        )
    ).result.id
    dialog = show(ProductDialog(context, made))
    assert [entry.texts for entry in dialog.prices.entries()] == [
        ("120.00", "EUR"),
        ("130.00", "USD"),
    ]
    assert not dialog.is_changed()
    assert dialog.command() is None
    dialog.category.choose(VatCategory.EXEMPT)
    assert dialog._reason_row.isVisible()
    dialog.reason.setText("Teaching is exempt")
    dialog.active.setChecked(False)
    dialog.submit()
    settle(context)
    product = backend.queries.product(made)
    assert (product.tax_category, product.tax_reason) == (
        VatCategory.EXEMPT,
        "Teaching is exempt",
    )
    assert not product.active
    assert dict(product.prices)["EUR"] == Decimal(120)


def test_what_is_wrong_with_a_product_is_said(context, show, backend, settle, perform):
    perform(commands.AddProduct(name="Tuning", code="T"))
    dialog = show(ProductDialog(context))
    dialog.prices.set_entries([Entry(("1x", "EUR"))])
    dialog.tax.setText("101")
    dialog.submit()
    assert dialog._places["name"].error()
    assert dialog._places["prices"].error()
    assert dialog._places["tax_percent"].error()
    dialog.name.setText("Voicing")
    dialog.prices.set_entries([Entry(("1", "EUR")), Entry(("2", "EUR"))])
    dialog.tax.setText("5")
    dialog.submit()
    assert "EUR" in dialog._places["prices"].error()
    dialog.prices.set_entries([Entry(("1", "gold"))])
    dialog.submit()
    assert "gold" in dialog._places["prices"].error().lower()
    dialog.prices.set_entries([Entry(("1", "EUR"))])
    dialog.code.setText("T")
    dialog.submit()
    settle(context)
    assert "Tuning" in dialog._places["code"].error()
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("price", "sign", "text"),
    [
        ("120", ".", "120.00"),
        ("0.425", ",", "0,425"),
        ("1200", ".", "1200.00"),
        ("5.5", ".", "5.50"),
    ],
)
def test_a_price_has_two_decimals_at_least(price, sign, text):
    assert price_text(Decimal(price), sign) == text


def test_a_contract_takes_the_next_number(context, beatriz, show, backend, settle, outcomes):
    dialog = show(ContractDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    assert "K-2026-0001" in dialog.number.placeholderText()
    dialog.submit()
    assert dialog._places["title"].error()
    dialog.title_field.setText("Piano care")
    dialog.ends.setText("1.1.2026")
    dialog.amount.setText("1200")
    dialog.submit()
    settle(context)
    assert dialog._places["ends_on"].error()
    dialog.ends.setText("31.12.2026")
    dialog.submit()
    settle(context)
    (contract,) = backend.queries.contracts_of(beatriz)
    assert (contract.number, contract.title) == ("K-2026-0001", "Piano care")
    assert contract.ends_on == date(2026, 12, 31)
    assert contract.amount == Money(120000, "EUR")
    assert len(outcomes) == 1


def test_a_contract_shows_its_sales_and_ends_early(
    context, beatriz, show, backend, settle, perform, qtbot
):
    made = perform(
        commands.AddContract(client=beatriz, title="Care", ends_on=date(2026, 5, 20))
    ).result.id
    perform(commands.EditSale(sale=2, contract=made))
    dialog = show(ContractDialog(context, contract_id=made))
    assert "8 days" in dialog.state_line.whole_text()
    wanted = []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    dialog.sales.table.setFocus()
    qtbot.keyClick(dialog.sales.table, Qt.Key.Key_Return)
    assert wanted == [("open_sale", 2)]
    assert not dialog.ended.isVisible()
    dialog.end_button.click()
    assert dialog.ended.isVisible()
    dialog.submit()
    settle(context)
    assert backend.queries.contract(made).ended_on == date(2026, 5, 12)
    again = show(ContractDialog(context, contract_id=made))
    assert "Ended" in again.state_line.whole_text()
    again.number.clear()
    again.submit()
    assert again._places["number"].error()


def test_terms_of_a_client_are_kept(context, beatriz, show, backend, settle, perform):
    dialog = show(ClientDialog(context, beatriz))
    dialog.show_more()
    assert not dialog.is_changed()
    dialog.discount.setText("7.5")
    dialog.credit_limit.setText("1,000")
    dialog.on_hold.setChecked(True)
    dialog.hold_reason.setText("Cheque bounced")
    dialog.submit()
    settle(context)
    standing = backend.queries.standing(beatriz)
    assert (standing.on_hold, standing.hold_reason) == (True, "Cheque bounced")
    assert standing.credit_limit == Money(100000, "EUR")
    assert Decimal(standing.discount_percent) == Decimal("7.5")
    again = show(ClientDialog(context, beatriz))
    assert again.discount.text() == "7.5"
    assert again.on_hold.isChecked()
    assert again.hold_reason.isVisible()
    again.on_hold.setChecked(False)
    again.discount.clear()
    again.submit()
    settle(context)
    standing = backend.queries.standing(beatriz)
    assert (standing.on_hold, standing.hold_reason) == (False, None)
    assert Decimal(standing.discount_percent) == 0


def test_the_empty_terms_say_where_they_come_from(context, show, backend, perform):
    perform(commands.SetSetting(key="level.vip.payment_term_days", value="45"))
    perform(commands.SetSetting(key="level.vip.discount_percent", value="10"))
    context.settings = backend.file_settings()
    dialog = show(ClientDialog(context))
    assert dialog.term.placeholderText() == "30, as in the settings"
    assert dialog.discount.placeholderText() == "None"
    dialog.level.choose(Level.VIP)
    assert dialog.term.placeholderText() == "45, as for the level VIP"
    assert dialog.discount.placeholderText() == "10%, as for the level VIP"
    assert not dialog.on_hold.isVisible()


@pytest.mark.parametrize(
    ("field", "typed", "place"),
    [
        ("discount", "101", "discount_percent"),
        ("discount", "x", "discount_percent"),
        ("credit_limit", "-5", "credit_limit"),
    ],
)
def test_wrong_terms_are_said_beside_them(context, beatriz, show, field, typed, place):
    dialog = show(ClientDialog(context, beatriz))
    getattr(dialog, field).setText(typed)
    dialog.submit()
    assert dialog._places[place].error()
    assert dialog._places[place].field.isVisible()
