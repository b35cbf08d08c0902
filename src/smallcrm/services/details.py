"""Phones, e-mails and addresses that go out of date: confirmed, or to be asked for by a day."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, select

from smallcrm.db.models import Client, FollowUp
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import DetailKind, FollowUpCode
from smallcrm.domain.errors import Refusal
from smallcrm.services import clients
from smallcrm.services.care_commands import ConfirmDetails, RemindOfDetails
from smallcrm.services.result import Made

_TABLES: Final = {
    DetailKind.PHONE: "phone_number",
    DetailKind.EMAIL: "email_address",
    DetailKind.ADDRESS: "postal_address",
}


def confirm(uow: UnitOfWork, command: ConfirmDetails) -> Made:
    """Note that details are right today.

    All of a client's: reminders to update them are done with. One of them: with `detail` its id;
    without, all of that kind. Refuses `no_such_detail`.
    """
    client = clients.get(uow.session, command.client)
    if command.kind is None:
        if command.detail is not None:
            raise Refusal("no_such_detail", field="detail", id=command.detail)
        client.details_confirmed_on = uow.clock.today()
        _finish_reminders(uow, client)
        uow.describe("confirm_details", client=client.name)
        return Made(client.id)
    _confirm_some(uow, client, command.kind, command.detail)
    uow.describe("confirm_detail", client=client.name, kind=command.kind.value)
    return Made(client.id)


def _confirm_some(uow: UnitOfWork, client: Client, kind: DetailKind, detail_id: int | None) -> None:
    confirmed = uow.connection.exec_driver_sql(
        f"UPDATE {_TABLES[kind]} SET confirmed_on = :today"
        " WHERE client_id = :client AND (:detail IS NULL OR id = :detail)",
        {"today": uow.clock.today().isoformat(), "client": client.id, "detail": detail_id},
    )
    if not confirmed.rowcount:
        raise Refusal("no_such_detail", field="detail", id=detail_id)


def remind(uow: UnitOfWork, command: RemindOfDetails) -> Made:
    """Remember to ask a client for their details by a day; one that is open moves to that day."""
    client = clients.get(uow.session, command.client)
    row = uow.session.scalars(_open_reminders(client)).first()
    if row is None:
        row = FollowUp(
            client_id=client.id,
            text="",
            due_on=command.due,
            code=FollowUpCode.UPDATE_DETAILS.value,
        )
        uow.session.add(row)
    row.due_on = command.due
    uow.session.flush()
    uow.describe("remind_of_details", client=client.name)
    return Made(row.id)


def _finish_reminders(uow: UnitOfWork, client: Client) -> None:
    for row in uow.session.scalars(_open_reminders(client)):
        row.done_at = uow.clock.now()
    uow.session.flush()


def _open_reminders(client: Client) -> Select[FollowUp]:
    return (
        select(FollowUp)
        .where(FollowUp.client_id == client.id)
        .where(FollowUp.code == FollowUpCode.UPDATE_DETAILS.value)
        .where(FollowUp.done_at.is_(None))
        .order_by(FollowUp.id)
    )
