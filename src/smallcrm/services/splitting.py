"""A merge is taken apart: the client is made again, and what came along goes back.

What the owner changed since stays as it is; what came since stays with the kept client, unless it
is tied to what goes back. Money of the one that settled sales of the other is released.
"""

from __future__ import annotations

from typing import Any, Final

from smallcrm.db import search_index
from smallcrm.db.models import Base, ClientMerge, Payment, PaymentAllocation, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import clock, phone
from smallcrm.domain.changes import Entity
from smallcrm.domain.errors import Refusal
from smallcrm.queries import merges
from smallcrm.services import allocation, clients, split_bonds
from smallcrm.services.commands import SplitClients
from smallcrm.services.merge_record import Change, MergeRecord, Row
from smallcrm.services.merging import GROUPS
from smallcrm.services.result import Made

_SHOWN: Final = 5
_LATER: Final = """
    SELECT merged_name FROM client_merge
    WHERE client_id = ? AND id > ? AND split_at IS NULL ORDER BY id DESC LIMIT 1
"""
# Rows about a person go where the person goes.
_OF_PERSON: Final = ("phone_number", "email_address", "interaction", "note")
# What came of a call or a meeting is of whoever it was with.
_OF_INTERACTION: Final = ("note", "follow_up", "document")
# What a referral earned, and what is said of that, is of one of the two who are in it.
_OF_REFERRAL: Final = ("payment", "reward_override", "follow_up")
_CROSSED: Final = """
    SELECT part.id FROM payment_allocation AS part
    JOIN payment ON payment.id = part.payment_id JOIN sale ON sale.id = part.sale_id
    WHERE payment.client_id <> sale.client_id AND payment.client_id IN (:kept, :merged)
    ORDER BY part.id
"""


def split(uow: UnitOfWork, command: SplitClients) -> Made:
    """Take a merge apart; returns the client that is there again.

    Refuses `no_such_merge`, `split_already`, `merge_later_first` (another client was merged into
    this one afterwards), `merge_unreadable`, `code_taken`, and `split_tied`: a paper bills sales
    of both. The action says which sales money was released of.
    """
    row = uow.session.get(ClientMerge, command.merge)
    if row is None:
        raise Refusal("no_such_merge", field="merge", id=command.merge)
    kept = clients.get(uow.session, row.client_id)
    if row.split_at is not None:
        raise Refusal("split_already", field="merge", client=row.merged_name)
    later = uow.connection.exec_driver_sql(_LATER, (kept.id, row.id)).scalar()
    if later is not None:
        raise Refusal("merge_later_first", field="merge", client=kept.name, merged=later)
    try:
        record = MergeRecord.from_json(row.record)
    except ValueError as error:
        raise Refusal("merge_unreadable", field="merge", client=row.merged_name) from error
    row.split_at = uow.clock.now()
    uow.session.flush()
    one = _Split(uow, record, kept.id)
    one.run()
    uow.session.expire_all()
    released = one.release()
    clients.get(uow.session, record.merged)
    uow.describe(
        "split_clients",
        client=clients.get(uow.session, kept.id).name,
        merged=record.client["name"],
        sales=", ".join(released),
    )
    return Made(record.merged)


class _Split:
    """One split in progress, in SQLite's own values; used once."""

    def __init__(self, uow: UnitOfWork, record: MergeRecord, kept: int) -> None:
        self._uow = uow
        self._connection = uow.connection
        self._record = record
        self._kept = kept
        self._merged = record.merged

    def run(self) -> None:
        """Do everything but releasing money."""
        self._give_fields_back()
        self._make_client()
        self._move_back()
        for entity in Entity:
            if entity is not Entity.CLIENT:
                for row in self._record.gone.get(entity.value, ()):
                    self._make_again(entity.value, row)
        self._change_back()
        self._part()
        for row_id in self._record.made:
            self._connection.exec_driver_sql(
                "DELETE FROM follow_up WHERE id = ? AND done_at IS NULL", (row_id,)
            )
        if self._record.spoken_at is not None:
            at = clock.from_text(self._record.spoken_at)
            search_index.touch(self._connection, self._merged, at)

    def release(self) -> list[str]:
        """Release what money of the one settled of the other's sales; return their numbers."""
        uow = self._uow
        where = {"kept": self._kept, "merged": self._merged}
        numbers: dict[str, None] = {}
        for part_id in uow.connection.exec_driver_sql(_CROSSED, where).scalars().all():
            part = uow.session.get_one(PaymentAllocation, part_id)
            payment = uow.session.get_one(Payment, part.payment_id)
            sale = uow.session.get_one(Sale, part.sale_id)
            allocation.release(uow, payment, sale, part.amount_minor)
            numbers[sale.number] = None
        return list(numbers)

    def _give_fields_back(self) -> None:
        """Give the kept client back what the merge wrote over, where that still stands."""
        change = self._record.changed.get("client", {}).get(self._record.kept, {})
        row = self._row("client", self._kept)
        values: Row = {}
        together = [group for group in GROUPS if not set(group).isdisjoint(change)]
        alone = set(change).difference(*together) if together else set(change)
        for group in (*together, *((name,) for name in sorted(alone))):
            names = [name for name in group if name in change]
            if row is not None and all(row[name] == change[name][1] for name in names):
                values.update({name: change[name][0] for name in names})
        if values.get("level_rule_id") and not self._is_there(
            "level_rule", values["level_rule_id"]
        ):
            values["level_rule_id"] = None
        self._set("client", self._kept, values)

    def _make_client(self) -> None:
        row = dict(self._record.client)
        if row["code"] is not None:
            other = self._connection.exec_driver_sql(
                "SELECT name FROM client WHERE code = ?", (row["code"],)
            ).scalar()
            if other is not None:
                raise Refusal("code_taken", field="code", text=row["code"], client=other)
        self._make_again("client", row)

    def _make_again(self, table: str, wanted: Row) -> None:
        """Make a row again, where all that it names is there still."""
        row = self._pointing(table, dict(wanted))
        if row is None or self._row(table, row["id"]) is not None:
            return
        if table == "referral" and not self._can_refer(row):
            return
        if table == "not_duplicate" and row["client_id"] >= row["other_id"]:
            return
        if table == "phone_number" and self._record.country != self._uow.settings.country:
            parsed = phone.parse(row["number"], self._uow.settings.country)
            row.update(
                e164=parsed.e164,
                extension=parsed.extension,
                typed_key=parsed.typed_key,
                e164_key=parsed.e164_key,
            )
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        # A pair that must be unique may be there by now.
        self._connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({values})", row
        )

    def _can_refer(self, row: Row) -> bool:
        """Tell whether a referral can be there again: nobody else sent them, and no circle."""
        client_id, counterpart_id = row["client_id"], row["counterpart_id"]
        if client_id == counterpart_id:
            return False
        if row["direction"] != "in":
            return True
        sent = self._connection.exec_driver_sql(
            "SELECT 1 FROM referral WHERE client_id = ? AND direction = 'in'", (client_id,)
        ).first()
        return sent is None and not merges.closes_circle(
            self._connection, client_id, client_id, counterpart_id
        )

    def _change_back(self) -> None:
        for table, rows in self._record.changed.items():
            for row_id, change in rows.items():
                if (table, row_id) != ("client", self._record.kept):
                    self._change_row_back(table, row_id, change)

    def _change_row_back(self, table: str, row_id: int, change: Change) -> None:
        row = self._row(table, row_id)
        if row is None:
            return
        same = {name: was for name, (was, now) in change.items() if row[name] == now}
        if table == "not_duplicate" and len(same) != len(change):
            return
        back = self._pointing(table, same)
        if back:
            self._set(table, row_id, back)

    def _move_back(self) -> None:
        for table, columns in self._record.moved.items():
            for column, ids in columns.items():
                self._connection.exec_driver_sql(
                    f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} = ?",
                    [(self._merged, row_id, self._kept) for row_id in ids],
                )

    def _part(self) -> None:
        """Let what came since follow what it is tied to."""
        tied = split_bonds.tied(self._connection, self._kept, self._merged, self._record.last)
        if tied.torn:
            raise Refusal(
                "split_tied",
                field="merge",
                client=self._record.client["name"],
                number=", ".join(self._numbers(tied.torn)),
            )
        for table, row_id in tied.along:
            self._set(table, row_id, {"client_id": self._merged})
        where = {"kept": self._kept, "merged": self._merged}
        for table in _OF_PERSON:
            self._connection.exec_driver_sql(
                f"UPDATE {table} SET client_id = :merged WHERE client_id = :kept"
                " AND contact_person_id IN"
                " (SELECT id FROM contact_person WHERE client_id = :merged)",
                where,
            )
        for table in _OF_INTERACTION:
            self._connection.exec_driver_sql(
                f"UPDATE {table} SET client_id = :merged WHERE client_id = :kept"
                " AND interaction_id IN (SELECT id FROM interaction WHERE client_id = :merged)",
                where,
            )
        for table in _OF_REFERRAL:
            self._connection.exec_driver_sql(
                f"UPDATE {table} SET client_id = :merged WHERE client_id = :kept"
                " AND referral_id IN (SELECT id FROM referral"
                " WHERE :merged IN (client_id, counterpart_id)"
                " AND :kept NOT IN (client_id, counterpart_id))",
                where,
            )
        self._connection.exec_driver_sql(
            "UPDATE reminder SET client_id = :merged WHERE client_id = :kept AND id > :last"
            " AND id IN (SELECT reminder_id FROM reminder_sale)"
            " AND NOT EXISTS (SELECT 1 FROM reminder_sale AS part"
            " JOIN sale ON sale.id = part.sale_id"
            " WHERE part.reminder_id = reminder.id AND sale.client_id <> :merged)",
            {**where, "last": self._record.last.get("reminder", 0)},
        )
        # A sale of the one cannot stand under a contract of the other.
        self._connection.exec_driver_sql(
            "UPDATE sale SET contract_id = NULL WHERE client_id IN (:kept, :merged)"
            " AND contract_id IN (SELECT contract.id FROM contract"
            " WHERE contract.client_id <> sale.client_id)",
            where,
        )

    def _numbers(self, nodes: tuple[split_bonds.Node, ...]) -> list[str]:
        found = [
            self._connection.exec_driver_sql(
                f"SELECT number FROM {table} WHERE id = ?", (row_id,)
            ).scalar_one()
            for table, row_id in sorted(nodes)
            if table in ("invoice", "sale")
        ]
        return found[:_SHOWN]

    def _pointing(self, table: str, row: Row) -> Row | None:
        """Return a row that names nothing that is gone; None where it cannot do without.

        A client that was merged meanwhile is the one that it became.
        """
        for key in Base.metadata.tables[table].foreign_keys:
            name, parent = key.parent.name, key.column.table.name
            target = row.get(name)
            if target is None or self._is_there(parent, target):
                continue
            target = merges.became(self._connection, target) if parent == "client" else None
            if target is None and not key.parent.nullable:
                return None
            row[name] = target
        return row

    def _is_there(self, table: str, row_id: int) -> bool:
        found = self._connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,))
        return found.first() is not None

    def _row(self, table: str, row_id: int) -> dict[str, Any] | None:
        found = self._connection.exec_driver_sql(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        row = found.mappings().first()
        return None if row is None else dict(row)

    def _set(self, table: str, row_id: int, values: Row) -> None:
        if not values:
            return
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._connection.exec_driver_sql(
            f"UPDATE {table} SET {sets} WHERE id = :id", {**values, "id": row_id}
        )
