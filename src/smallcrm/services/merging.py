"""Two clients that are one are made one: all that is the one's becomes the other's.

Every column of the schema that names a client is followed (`merge_record.client_columns`). What
both have is not doubled, fields of the kept client are completed and only overwritten where the
owner says so. What the merge did is written down; `splitting` takes it apart by that.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select

from smallcrm.db import search_index
from smallcrm.db.models import ClientMerge, NotDuplicate, OwnField, Referral
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import clock, keys, phone
from smallcrm.domain.errors import Refusal
from smallcrm.domain.merging import Terms, merged_terms
from smallcrm.queries import merges
from smallcrm.services import clients, merge_record, referrals
from smallcrm.services.commands import MarkDistinct, MergeClients
from smallcrm.services.merge_record import MergeRecord, Row
from smallcrm.services.result import Made

# Columns of a client that belong together: taken, and given back, all or none.
GROUPS: Final = (
    ("name", "name_sort"),
    ("level", "level_by_hand", "level_rule_id"),
    ("on_hold", "hold_reason"),
    ("currency", "credit_limit_minor"),
)
# What `take` may name, each with all columns that go along.
TAKEN: Final = {
    "name": ("name", "name_sort"),
    "kind": ("kind",),
    "organisation": ("organisation",),
    "code": ("code",),
    "level": ("level", "level_by_hand", "level_rule_id"),
    "lifecycle": ("lifecycle",),
    "source": ("source",),
    "language": ("language",),
    "currency": ("currency",),
    "payment_term_days": ("payment_term_days",),
    "discount_percent": ("discount_percent",),
    "tax_number": ("tax_number",),
    "birthday_on": ("birthday_on",),
    "credit_limit_minor": ("credit_limit_minor",),
    "rating": ("rating",),
    "on_hold": ("on_hold", "hold_reason"),
}
# Who sent them: not a column, and only one of the two can have done so.
REFERRER: Final = "referred_by"
_OWN: Final = "own:"
_FILLED: Final = (
    "organisation",
    "code",
    "source",
    "language",
    "payment_term_days",
    "discount_percent",
    "tax_number",
    "birthday_on",
    "rating",
)
_ADDRESS: Final = ("street", "locality", "region", "postal_code", "country", "text")


def merge(uow: UnitOfWork, command: MergeClients) -> Made:
    """Make two clients one; returns the merge, which `SplitClients` takes apart.

    Refuses `merge_itself`, `no_such_client`, `no_such_field` (in `take`), `merge_sample` (one of
    them is made up) and `merge_circle`: one of the two sent, by others, who sent the other.
    """
    keep = clients.get(uow.session, command.keep, field="keep")
    gone = clients.get(uow.session, command.merge, field="merge")
    if keep.id == gone.id:
        raise Refusal("merge_itself", field="merge", client=keep.name)
    if keep.is_sample != gone.is_sample:
        # What is made up goes with the sample, numbers of its papers included.
        raise Refusal("merge_sample", field="merge", client=(keep, gone)[gone.is_sample].name)
    take = _require_known(uow, command.take)
    uow.session.flush()
    one = _Merge(uow, keep.id, gone.id, take)
    record = one.run()
    uow.session.expire_all()
    row = ClientMerge(
        client_id=command.keep,
        merged_id=command.merge,
        merged_name=record.client["name"],
        merged_at=uow.clock.now(),
        record=record.to_json(),
    )
    uow.session.add(row)
    uow.session.flush()
    name = clients.get(uow.session, command.keep).name
    uow.describe("merge_clients", client=name, merged=row.merged_name)
    return Made(row.id)


def mark_distinct(uow: UnitOfWork, command: MarkDistinct) -> Made:
    """Remember that two clients are two, or forget it; refuses `merge_itself`."""
    one = clients.get(uow.session, command.client)
    other = clients.get(uow.session, command.other, field="other")
    if one.id == other.id:
        raise Refusal("merge_itself", field="other", client=one.name)
    low, high = sorted((one.id, other.id))
    known = uow.session.scalars(
        select(NotDuplicate).where(NotDuplicate.client_id == low, NotDuplicate.other_id == high)
    ).first()
    if command.distinct and known is None:
        uow.session.add(NotDuplicate(client_id=low, other_id=high))
    elif not command.distinct and known is not None:
        uow.session.delete(known)
    uow.session.flush()
    label = "mark_distinct" if command.distinct else "forget_distinct"
    uow.describe(label, client=one.name, other=other.name)
    return Made(one.id)


def _require_known(uow: UnitOfWork, take: Collection[str]) -> frozenset[str]:
    own = {f"{_OWN}{row_id}" for row_id in uow.session.scalars(select(OwnField.id))}
    for name in take:
        if name not in TAKEN and name not in own and name != REFERRER:
            raise Refusal("no_such_field", field="take", text=name)
    return frozenset(take)


class _Merge:
    """One merge in progress, in SQLite's own values; used once."""

    def __init__(self, uow: UnitOfWork, keep: int, gone: int, take: frozenset[str]) -> None:
        self._uow = uow
        self._connection = uow.connection
        self._keep = keep
        self._gone = gone
        self._take = take

    def run(self) -> MergeRecord:
        """Do everything but keeping the record."""
        connection = self._connection
        record = MergeRecord(
            kept=self._keep,
            merged=self._gone,
            country=self._uow.settings.country,
            spoken_at=self._spoken_at(),
            last=merge_record.highest_ids(connection),
        )
        self._settle_referrals()
        self._settle_pairs()
        self._settle_people()
        self._settle_phones()
        self._settle_emails()
        self._settle_addresses()
        self._settle_handles()
        self._settle_tags()
        self._settle_own_values()
        self._settle_draft()
        self._move_all()
        self._settle_fields()
        merge_record.read_changes(connection, self._uow.action_id, record)
        if record.spoken_at is not None:
            search_index.touch(connection, self._keep, clock.from_text(record.spoken_at))
        return record

    def _rows(self, table: str, client_id: int) -> list[Row]:
        found = self._connection.exec_driver_sql(
            f"SELECT * FROM {table} WHERE client_id = ? ORDER BY id", (client_id,)
        )
        return [dict(row) for row in found.mappings()]

    def _both(self, table: str) -> tuple[list[Row], list[Row]]:
        return self._rows(table, self._keep), self._rows(table, self._gone)

    def _set(self, table: str, row_id: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._connection.exec_driver_sql(
            f"UPDATE {table} SET {sets} WHERE id = :id", {**values, "id": row_id}
        )

    def _drop(self, table: str, row_id: int) -> None:
        self._connection.exec_driver_sql(f"DELETE FROM {table} WHERE id = ?", (row_id,))

    def _spoken_at(self) -> str | None:
        found: str | None = self._connection.exec_driver_sql(
            "SELECT spoken_at FROM search_document WHERE client_id = ?", (self._gone,)
        ).scalar()
        return found

    def _settle_referrals(self) -> None:
        """Take out what would be one sending themselves, and the second who sent them."""
        uow, both = self._uow, (self._keep, self._gone)
        sender = merges.sender_after(self._connection, *both, take=REFERRER in self._take)
        if sender is not None and merges.closes_circle(self._connection, *both, sender[1]):
            raise Refusal(
                "merge_circle",
                field="merge",
                client=clients.get(uow.session, self._keep).name,
                merged=clients.get(uow.session, self._gone).name,
                referrer=sender[2],
            )
        touching = select(Referral).where(
            Referral.client_id.in_(both) | Referral.counterpart_id.in_(both)
        )
        for row in uow.session.scalars(touching.order_by(Referral.id)).all():
            between = row.client_id in both and row.counterpart_id in both
            second = row.direction == "in" and row.client_id in both
            if between or (second and sender is not None and row.id != sender[0]):
                referrals.remove_row(uow, row)

    def _settle_pairs(self) -> None:
        """Forget that the two are two; that others are not the one holds of the other."""
        mine, theirs = (
            {
                (row[1] if row[1] != one else row[2]): row[0]
                for row in self._connection.exec_driver_sql(
                    "SELECT id, client_id, other_id FROM not_duplicate"
                    " WHERE client_id = ? OR other_id = ?",
                    (one, one),
                )
            }
            for one in (self._keep, self._gone)
        )
        for other, row_id in theirs.items():
            if other == self._keep or other in mine:
                self._drop("not_duplicate", row_id)
                continue
            low, high = sorted((self._keep, other))
            self._set("not_duplicate", row_id, client_id=low, other_id=high)

    def _settle_people(self) -> None:
        """Of two people of one name, one with what is known of both."""
        mine, theirs = self._both("contact_person")
        for row in theirs:
            name = keys.words(row["name"])
            known = next(
                (
                    person
                    for person in mine
                    if name
                    and keys.words(person["name"]) == name
                    and _agree(person["role"], row["role"])
                ),
                None,
            )
            if known is None:
                continue
            if row["role"] and not known["role"]:
                known["role"] = row["role"]
                self._set("contact_person", known["id"], role=row["role"])
            for table in ("phone_number", "email_address", "interaction", "note"):
                self._connection.exec_driver_sql(
                    f"UPDATE {table} SET contact_person_id = ? WHERE contact_person_id = ?",
                    (known["id"], row["id"]),
                )
            self._drop("contact_person", row["id"])

    def _settle_phones(self) -> None:
        mine, theirs = self._both("phone_number")
        for row in theirs:
            known = next((other for other in mine if _same_number(row, other)), None)
            self._settle_double("phone_number", row, known)

    def _settle_emails(self) -> None:
        mine, theirs = self._both("email_address")
        for row in theirs:
            known = next(
                (
                    other
                    for other in mine
                    if other["address_key"] == row["address_key"] and _same_person(row, other)
                ),
                None,
            )
            self._settle_double("email_address", row, known)

    def _settle_addresses(self) -> None:
        mine, theirs = self._both("postal_address")
        for row in theirs:
            known = next((other for other in mine if _says_no_more(row, other)), None)
            self._settle_double("postal_address", row, known)

    def _settle_double(self, table: str, row: Row, known: Row | None) -> None:
        """Take out what the kept client has already, with a label and the later confirmation."""
        if known is None:
            return
        learnt: dict[str, Any] = {}
        if row["label"] and not known["label"]:
            learnt["label"] = row["label"]
        if row["confirmed_on"] and row["confirmed_on"] > (known["confirmed_on"] or ""):
            learnt["confirmed_on"] = row["confirmed_on"]
        if learnt:
            known.update(learnt)
            self._set(table, known["id"], **learnt)
        self._drop(table, row["id"])

    def _settle_handles(self) -> None:
        mine, theirs = self._both("handle")
        known = {(row["kind"], keys.fold(row["value"])) for row in mine}
        for row in theirs:
            if (row["kind"], keys.fold(row["value"])) in known:
                self._drop("handle", row["id"])

    def _settle_tags(self) -> None:
        mine, theirs = self._both("client_tag")
        known = {row["tag_id"] for row in mine}
        for row in theirs:
            if row["tag_id"] in known:
                self._drop("client_tag", row["id"])

    def _settle_own_values(self) -> None:
        mine, theirs = self._both("own_value")
        known = {row["own_field_id"]: row for row in mine}
        for row in theirs:
            present = known.get(row["own_field_id"])
            if present is None:
                continue
            less = present if f"{_OWN}{row['own_field_id']}" in self._take else row
            self._drop("own_value", less["id"])

    def _settle_draft(self) -> None:
        """Keep what was being typed about the merged one as a note, where both have such."""
        drafts = [[row["id"] for row in rows if row["draft"]] for rows in self._both("note")]
        if all(drafts):
            for row_id in drafts[1]:
                self._set("note", row_id, draft=0)

    def _move_all(self) -> None:
        for table, columns in merge_record.client_columns().items():
            for column in columns:
                self._connection.exec_driver_sql(
                    f"UPDATE {table} SET {column} = ? WHERE {column} = ?",
                    (self._keep, self._gone),
                )

    def _settle_fields(self) -> None:
        """Remove the merged client and complete the kept one by its row."""
        kept, other = (
            dict(
                self._connection.exec_driver_sql("SELECT * FROM client WHERE id = ?", (client_id,))
                .mappings()
                .one()
            )
            for client_id in (self._keep, self._gone)
        )
        self._drop("client", self._gone)  # first: codes are unique
        values = {name: other[name] for name in _FILLED if kept[name] is None}
        for name in self._take:
            values.update({column: other[column] for column in TAKEN.get(name, ())})
        both = (Terms(row["currency"], row["credit_limit_minor"]) for row in (kept, other))
        terms = merged_terms(*both, default=self._uow.settings.currency, take=self._take)
        values.update(terms._asdict())
        if other["on_hold"] and not kept["on_hold"]:
            values.update(on_hold=1, hold_reason=other["hold_reason"])
        days = [row["details_confirmed_on"] for row in (kept, other) if row["details_confirmed_on"]]
        values["details_confirmed_on"] = max(days, default=None)
        values["created_at"] = min(kept["created_at"], other["created_at"])
        values = {name: value for name, value in values.items() if value != kept[name]}
        if values:
            self._set("client", self._keep, **values)


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or keys.words(one) == keys.words(other)


def _same_person(one: Row, other: Row) -> bool:
    return bool(one["contact_person_id"] == other["contact_person_id"])


def _same_number(one: Row, other: Row) -> bool:
    if not _same_person(one, other) or one["extension"] != other["extension"]:
        return False
    if one["number"] == other["number"]:
        return True
    mine, theirs = (
        [row[name] for name in ("typed_key", "e164_key") if row[name]] for row in (one, other)
    )
    return any(phone.same_key(key, that) for key in mine for that in theirs)


def _says_no_more(one: Row, other: Row) -> bool:
    """Tell whether an address has nothing that another has not."""
    return all(
        not one[part] or keys.words(one[part]) == keys.words(other[part] or "") for part in _ADDRESS
    )
