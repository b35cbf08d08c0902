"""Referrals from a file: joined to clients by code or name, no circle, one referrer per client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select, text, update

from smallcrm.db import journal
from smallcrm.db.models import Referral
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ReferralRecord
from smallcrm.domain.text import optional_line
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import Fate
from smallcrm.services.import_lookup import ClientLookup
from smallcrm.services.import_tally import Tally, told

_DAY: Final = f"json_extract(change.after, '$[{journal.columns('referral').index('referred_on')}]')"
_CAME_WITH_CLIENTS: Final = f"""
    SELECT 1 FROM change JOIN action ON action.id = change.action_id
    WHERE change.tbl = 'referral' AND change.row_id = :id AND change.op = 'i'
      AND action.label = 'import' AND json_extract(action.parameters, '$.kind') = 'clients'
      AND {_DAY} = :day
"""


@dataclass(slots=True)
class _Known:
    """A referral that is there, or of an earlier row."""

    id: int
    counterpart_id: int
    what_for: str | None
    on: date


class ReferralImport:
    """One run over the referral records of one file, inside one action.

    What follows of them (outcomes by the sales, credit by the rules) follows at its end, at once.
    """

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally
        self._rows = BulkRows(uow.connection)
        self._clients = ClientLookup(uow)
        # Who sent a client; and where we sent one, to whom and on which days.
        self._sent: dict[int, _Known] = {}
        self._given: dict[tuple[int, int], dict[date, _Known]] = {}
        self._learnt: dict[int, dict[str, object]] = {}

    def run(self, records: Sequence[ReferralRecord]) -> None:
        """Take the records in the order of the file."""
        self._load()
        self._tally.expect(len(records) * 2)
        self._tally.each(records, self._take)
        self._rows.write((Referral,))
        for referral_id, learnt in self._learnt.items():
            self._uow.connection.execute(
                update(Referral).where(Referral.id == referral_id).values(**learnt)
            )

    def _load(self) -> None:
        wanted = (
            *(Referral.id, Referral.direction, Referral.client_id, Referral.counterpart_id),
            *(Referral.referred_on, Referral.what_for),
        )
        for row in self._uow.connection.execute(select(*wanted)):
            known = _Known(row.id, row.counterpart_id, row.what_for, row.referred_on)
            if row.direction == ReferralDirection.IN:
                self._sent[row.client_id] = known
            else:
                pair = (row.client_id, row.counterpart_id)
                self._given.setdefault(pair, {})[row.referred_on] = known
        self._sold = set(
            self._uow.connection.execute(
                text("SELECT DISTINCT client_id FROM sale WHERE status <> 'cancelled'")
            ).scalars()
        )

    def _take(self, record: ReferralRecord) -> None:
        client_id = self._clients.find(record.client_code, record.client_name)
        other_id = self._clients.find(record.referrer_code, record.referrer_name)
        what_for = optional_line(record.what_for, field="what_for")
        if client_id == other_id:
            raise Refusal("self_referral", field="referrer", client=self._name(client_id))
        if record.direction is ReferralDirection.OUT:
            known = self._given_before(client_id, other_id, record.on)
        else:
            if record.commission is not None:
                raise Refusal("commission_only_out", field="commission")
            known = self._sent_before(client_id, other_id)
        if known is not None:
            self._complete(known, record, client_id, what_for)
            return
        known = self._add(record, client_id, other_id, what_for)
        if record.direction is ReferralDirection.IN:
            self._sent[client_id] = known
        else:
            on = record.on or self._uow.clock.today()
            self._given.setdefault((client_id, other_id), {})[on] = known
        self._fate(record, Fate.NEW, client_id, what_for=what_for, on=record.on)

    def _fate(self, record: ReferralRecord, fate: Fate, client_id: int, **said: object) -> None:
        name = self._clients.names[client_id]
        referrer = record.referrer_name or record.referrer_code
        changes = told({"referrer": referrer, **said}) if fate is Fate.NEW else told(said)
        self._tally.take(record, fate, client=client_id, client_name=name, changes=changes)

    def _given_before(self, client_id: int, other_id: int, on: date | None) -> _Known | None:
        days = self._given.get((client_id, other_id), {})
        return next(iter(days.values()), None) if on is None else days.get(on)

    def _sent_before(self, client_id: int, referrer_id: int) -> _Known | None:
        """Return the referral by this referrer; refuse another's, and a circle."""
        present = self._sent.get(client_id)
        if present is not None:
            if present.counterpart_id != referrer_id:
                raise Refusal(
                    "has_referrer",
                    field="referrer",
                    client=self._name(client_id),
                    referrer=self._name(present.counterpart_id),
                    referral=present.id,
                )
            return present
        seen: set[int] = set()
        above: int | None = referrer_id
        while above is not None and above not in seen:
            seen.add(above)
            by = self._sent.get(above)
            above = by.counterpart_id if by is not None else None
        if client_id in seen:
            raise Refusal(
                "referral_circle",
                field="referrer",
                client=self._name(client_id),
                referrer=self._name(referrer_id),
            )
        return None

    def _complete(
        self, known: _Known, record: ReferralRecord, client_id: int, what_for: str | None
    ) -> None:
        """Add what the file knows and the referral lacks; nothing that is there is overwritten."""
        on = record.on
        learnt: dict[str, object] = {}
        if what_for is not None and known.what_for is None:
            known.what_for = learnt["what_for"] = what_for
        if on is not None and on != known.on and self._lacks_day(known):
            known.on = learnt["referred_on"] = on
        if learnt:
            self._learnt.setdefault(known.id, {}).update(learnt)
        self._fate(record, Fate.UPDATES if learnt else Fate.UNCHANGED, client_id, **learnt)

    def _lacks_day(self, known: _Known) -> bool:
        """Tell whether a referral came with a list of clients, which says no day, and still has it.

        The day is then that of the import, which the journal knows.
        """
        row = self._uow.connection.execute(
            text(_CAME_WITH_CLIENTS), {"id": known.id, "day": known.on.isoformat()}
        ).first()
        return row is not None

    def _add(
        self, record: ReferralRecord, client_id: int, other_id: int, what_for: str | None
    ) -> _Known:
        outcome, by_hand = self._outcome(record, client_id)
        commission = record.commission
        if commission is not None and commission.minor <= 0:
            raise Refusal("not_positive", field="commission", text=str(commission))
        referral_id = self._rows.add(
            Referral,
            direction=record.direction.value,
            client_id=client_id,
            counterpart_id=other_id,
            referred_on=record.on or self._uow.clock.today(),
            outcome=outcome.value,
            outcome_by_hand=by_hand,
            what_for=what_for,
            currency=commission.currency if commission is not None else None,
            commission_minor=commission.minor if commission is not None else None,
        )
        return _Known(referral_id, other_id, what_for, record.on or self._uow.clock.today())

    def _outcome(self, record: ReferralRecord, client_id: int) -> tuple[ReferralOutcome, bool]:
        """Tell an outcome, and whether it is by hand: where it would not follow by itself."""
        said = record.outcome
        if said is None or said is ReferralOutcome.PENDING:
            return ReferralOutcome.PENDING, False
        if record.direction is ReferralDirection.OUT:
            return said, True
        if client_id in self._sold:
            follows = said is ReferralOutcome.WON
            return said, not follows
        return said, True

    def _name(self, client_id: int) -> str:
        return self._clients.names[client_id]
