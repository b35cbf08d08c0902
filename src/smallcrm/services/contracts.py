"""Contracts that cover sales: their number, period and amount."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import Contract
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import clients, numbers
from smallcrm.services.command_parts import UNSET
from smallcrm.services.result import Made
from smallcrm.services.trade_commands import AddContract, EditContract

_LONGEST_NUMBER = 100


def get_contract(uow: UnitOfWork, contract_id: int) -> Contract:
    """Return a contract, or refuse (`no_such_contract`)."""
    contract = uow.session.get(Contract, contract_id)
    if contract is None:
        raise Refusal("no_such_contract", field="contract", id=contract_id)
    return contract


def add(uow: UnitOfWork, command: AddContract) -> Made:
    """Record a contract; refuses `contract_number_taken` and `contract_ends_first`."""
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    given = optional_line(command.number, field="number", longest=_LONGEST_NUMBER)
    if given is not None:
        _require_free(uow, given, None)
    signed = command.signed_on or command.starts_on or uow.clock.today()
    contract = Contract(
        client_id=client.id,
        number="",
        title=required_line(command.title, field="title", code="no_contract_title"),
        signed_on=command.signed_on,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        currency=currency,
        amount_minor=_amount(command.amount, currency),
        note=_note(command.note),
    )
    _require_in_order(contract)
    contract.number = given or numbers.next(uow, numbers.Numbering.CONTRACT, signed)
    uow.session.add(contract)
    uow.session.flush()
    uow.describe("add_contract", client=client.name, number=contract.number)
    return Made(contract.id, contract.number)


def edit(uow: UnitOfWork, command: EditContract) -> Made:
    """Change the given fields of a contract; `ended_on` ends it before its day, or None not."""
    contract = get_contract(uow, command.contract)
    client = clients.get(uow.session, contract.client_id)
    if command.title is not UNSET:
        contract.title = required_line(command.title, field="title", code="no_contract_title")
    if command.number is not UNSET:
        number = required_line(
            command.number, field="number", code="no_contract_number", longest=_LONGEST_NUMBER
        )
        _require_free(uow, number, contract.id)
        contract.number = number
    for field in ("signed_on", "starts_on", "ends_on", "ended_on"):
        value = getattr(command, field)
        if value is not UNSET:
            setattr(contract, field, value)
    if command.amount is not UNSET:
        contract.amount_minor = _amount(command.amount, contract.currency)
    if command.note is not UNSET:
        contract.note = _note(command.note)
    _require_in_order(contract)
    uow.session.flush()
    uow.describe("edit_contract", client=client.name, number=contract.number)
    return Made(contract.id, contract.number)


def _require_in_order(contract: Contract) -> None:
    start = contract.starts_on
    for field in ("ends_on", "ended_on"):
        end = getattr(contract, field)
        if start is not None and end is not None and end < start:
            raise Refusal("contract_ends_first", field=field, end=end, start=start)


def _require_free(uow: UnitOfWork, number: str, own_id: int | None) -> None:
    other = uow.session.scalars(select(Contract).where(Contract.number == number)).first()
    if other is not None and other.id != own_id:
        raise Refusal("contract_number_taken", field="number", number=number)


def _amount(amount: Decimal | None, currency: str) -> int | None:
    if amount is None:
        return None
    money = Money.of(amount, currency)
    if money.minor < 0:
        raise Refusal("negative_amount", field="amount", text=str(amount))
    return money.minor


def _note(text: str | None) -> str | None:
    return clean_text(text, field="note") or None if text else None
