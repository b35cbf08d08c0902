"""Clients from a file: new ones added, known ones completed, never overwritten.

Who is meant by a row is decided by `domain.likeness`: a client that it certainly is, is completed;
one that it may be is named, and the row is a client of its own unless the owner says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select, text

from smallcrm.db.models import Client
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, likeness, phone
from smallcrm.domain.enums import Likeness
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import ClientRecord
from smallcrm.services import clients, opening_balances, referrals
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import (
    Candidate,
    Decision,
    Fate,
    FieldChange,
    ImportRecords,
    RowAction,
)
from smallcrm.services.import_cleaning import cleaned
from smallcrm.services.import_completing import (
    ORDER,
    Completer,
    changes_of,
    kept_of,
)
from smallcrm.services.import_known import (
    Acquaintance,
    Known,
    Likely,
    Prepared,
    chunks,
    phone_key,
    unopposed,
)
from smallcrm.services.import_own import OwnColumns
from smallcrm.services.import_tally import Tally

_CHUNK: Final = 1000
# Rows that are in memory with all that is compared of them.
_AT_ONCE: Final = 10_000
# Whom a row may double is listed so far.
_MOST_CANDIDATES: Final = 5
# Preparing, taking and indexing each go over all rows.
_PHASES: Final = 3


@dataclass(slots=True)
class _Taken:
    """What became of a row that was taken."""

    known: Known
    record: ClientRecord
    added: bool
    changed: bool
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Meant:
    """A row, whom it means or brings, and whom it may double."""

    prepared: Prepared
    known: Known
    candidates: tuple[Candidate, ...]
    added: bool


class ClientImport:
    """One run over the client records of one file, inside one action."""

    def __init__(
        self, uow: UnitOfWork, tally: Tally, command: ImportRecords, own: OwnColumns
    ) -> None:
        self._uow = uow
        self._tally = tally
        self._command = command
        self._own = own
        self._rows = BulkRows(uow.connection)
        self._completer = Completer(uow, self._rows, own)
        self._known = Acquaintance(uow.connection)
        self._later: list[_Taken] = []
        # By codes, how the first row of the file that bears one is named.
        self._codes: dict[str, str] = {}
        # Nobody asks whom a row may double: only whom it certainly is matters.
        self._only_certain = not (
            tally.telling or command.decisions or command.likely is not RowAction.NEW
        )
        self._referrers: dict[str, int | None] = {}

    def run(self, records: Sequence[ClientRecord]) -> None:
        """Take the records in the order of the file, then join those who sent each other."""
        self._tally.expect(len(records) * (_PHASES - self._command.dry_run))
        for some in chunks(records, _AT_ONCE):
            prepared = [one for record in some if (one := self._prepare(record)) is not None]
            self._known.load(prepared, self._tally.heed)
            for chunk in chunks(prepared, _CHUNK):
                self._take_chunk(chunk)
        for taken in self._later:
            self._tally.heed()
            refused = self._join(taken)
            if taken.added and taken.record.opening_balance:
                self._open_balance(taken.known.id, taken.record.opening_balance)
            # A client whose referrer cannot be is taken all the same, and the row named.
            if taken.added or taken.changed or not refused:
                self._count(taken)

    def _prepare(self, record: ClientRecord) -> Prepared | None:
        self._tally.step()
        try:
            said = cleaned(record)
        except Refusal as refusal:
            self._tally.skip(record, refusal)
            self._tally.step()
            return None
        country = self._uow.settings.country
        parsed = [phone.parse(item.number, country) for item in said.phones]
        numbers = (key for one in parsed for key in one.keys)
        # Where a client lives makes nobody certainly the same.
        compared = replace(said, addresses=()) if self._only_certain and said.addresses else said
        traits = likeness.of_record(compared, numbers)
        phones = tuple(
            (phone_key(one), item.label, one) for item, one in zip(said.phones, parsed, strict=True)
        )
        return Prepared(said, phones, keys.sort_key(said.name), traits)

    def _take_chunk(self, chunk: Sequence[Prepared]) -> None:
        """Take some rows: first whom each means, then what it adds.

        The details of clients are in memory only for as long.
        """
        meant = [one for prepared in chunk if (one := self._meaning(prepared)) is not None]
        self._known.detail(one.known for one in meant if not one.added)
        for one in meant:
            self._take(one)
        self._rows.write(ORDER, often=self._tally.heed)
        self._known.forget_details()

    def _meaning(self, prepared: Prepared) -> _Meant | None:
        """Tell whom a row means, and know them by what it says from now on."""
        self._tally.step()
        record = prepared.record
        decision = self._command.decisions.get(record.row)
        alike = self._alike(prepared)
        try:
            known = self._meant(prepared, alike, decision)
        except Refusal as refusal:
            self._tally.skip(record, refusal)
            return None
        if record.code:
            self._codes.setdefault(record.code, keys.fold(record.name))
        listed = _candidates(alike) if known is None or decision is not None else ()
        if known is not None:
            self._known.learn(known, prepared.traits)
            return _Meant(prepared, known, listed, added=False)
        if decision is None and self._command.likely is RowAction.SKIP and _is_likely(alike):
            self._tally.take(record, Fate.LEFT_OUT, candidates=listed)
            return None
        known = Known(self._completer.new_id(), record.row, record.name, prepared.traits)
        self._known.add(known)
        return _Meant(prepared, known, listed, added=True)

    def _take(self, one: _Meant) -> None:
        """Add what a row says; a row that came so far is not refused any more."""
        known, prepared = one.known, one.prepared
        record = prepared.record
        kept: tuple[FieldChange, ...] = ()
        if one.added:
            lacking = self._completer.add(known, prepared)
        else:
            assert known.details is not None
            if self._tally.telling:
                kept = kept_of(known, prepared, self._own, self._uow.settings.currency)
            lacking = self._completer.lacking(known.details, prepared)
            if "code" in lacking.facts and self._known.with_code(record.code) is not known:
                del lacking.facts["code"]  # another bears it already
            self._completer.complete(known, lacking, record)
        changed = one.added or bool(lacking)
        taken = _Taken(known, record, one.added, changed, kept=kept, candidates=one.candidates)
        if self._tally.telling:
            taken.changes = changes_of(lacking, record if one.added else None)
        if record.referred_by or (one.added and record.opening_balance):
            self._later.append(taken)
        else:
            self._count(taken)

    def _count(self, taken: _Taken) -> None:
        fate = Fate.NEW if taken.added else Fate.UPDATES if taken.changed else Fate.UNCHANGED
        self._tally.take(
            taken.record,
            fate,
            client=taken.known.id,
            client_name=taken.known.name,
            changes=taken.changes,
            kept=taken.kept,
            candidates=taken.candidates,
            refused=taken.refused,
        )

    # -- whom a row means --------------------------------------------------------------------------

    def _alike(self, prepared: Prepared) -> list[Likely]:
        """Return whom a row may double, the likeliest first.

        Where nobody asks who else it may be, only whom it could certainly be.
        """
        near = self._known.near(prepared.traits)
        if self._only_certain:
            near = [one for one in near if likeness.may_be_certain(prepared.traits, one.traits)]
        found = [
            Likely(known, *how)
            for known in near
            if (how := likeness.compare(prepared.traits, known.traits)) is not None
        ]
        found.sort(key=lambda one: one.order)
        return found

    def _meant(
        self, prepared: Prepared, alike: Sequence[Likely], decision: Decision | None
    ) -> Known | None:
        """Return the client whom a row means, None where it is a new one.

        As the owner decided; else by its code, else whom it certainly is. A shared phone alone
        never makes two clients one.
        """
        record = prepared.record
        coded = self._known.with_code(record.code)
        action = decision.action if decision is not None else None
        if decision is not None and action is RowAction.UPDATE:
            return self._decided(decision, alike)
        if action is RowAction.NEW:
            if coded is not None:
                raise _taken_code(record, coded)
            return None
        if coded is not None:
            first = self._codes.get(coded.traits.code)
            if first is not None and keys.fold(record.name) not in (first, keys.fold(coded.name)):
                # Two clients of one file: it is no code, or one of them is mistyped.
                raise _taken_code(record, coded)
            return coded
        # A code that went with a merge still means whom its client became.
        sure = self._known.with_former_code(record.code) or self._sure(prepared, alike)
        if sure is not None:
            return sure
        if self._command.likely is RowAction.UPDATE and _is_likely(alike):
            return alike[0].known
        return None

    def _decided(self, decision: Decision, alike: Sequence[Likely]) -> Known:
        if decision.client is not None:
            known = self._known.with_id(decision.client)
        else:
            known = alike[0].known if alike else None
        if known is None:
            raise Refusal("no_such_client", field="client", id=decision.client or 0)
        return known

    def _sure(self, prepared: Prepared, alike: Sequence[Likely]) -> Known | None:
        """Return whom a row certainly is: of several one to whom it adds nothing, else the oldest.

        So the same file brought in once more changes nothing.
        """
        sure = {one.known.id: one.known for one in alike if one.likeness is Likeness.CERTAIN}
        for one in alike:
            if one.known.id not in sure and unopposed(prepared.traits, one.known.traits):
                sure[one.known.id] = one.known
        if len(sure) > 1:
            self._known.detail(sure.values())
            for client_id in sorted(sure):
                details = sure[client_id].details  # none yet of who comes with rows just before
                if details is not None and not self._completer.lacking(details, prepared):
                    return sure[client_id]
        return sure[min(sure)] if sure else None

    # -- who sent whom, and what was owed ----------------------------------------------------------

    def _join(self, taken: _Taken) -> bool:
        """Record who sent a client; tell whether that had to be refused, and name the row."""
        if taken.record.referred_by:
            try:
                referred = self._refer(taken, taken.record.referred_by)
            except Refusal as refusal:  # themselves, a circle, or another sent them already
                taken.refused = refusal
                told = not (taken.added or taken.changed)
                self._tally.skip(taken.record, refusal, told=told)
                return True
            if referred:
                taken.changed = True
                change = FieldChange("referred_by", None, taken.record.referred_by)
                taken.changes = (*taken.changes, change)
        return False

    def _refer(self, taken: _Taken, wanted: str) -> bool:
        """Record who sent a client; a name that nobody bears is kept as the client's source."""
        uow, known = self._uow, taken.known
        present = uow.connection.execute(
            text("SELECT counterpart_id FROM referral WHERE client_id = :id AND direction = 'in'"),
            {"id": known.id},
        ).scalar()
        referrer = self._referrer(wanted)
        if present is not None and present == referrer:
            return False
        if referrer is not None:
            referrals.record_in(uow, referrer, known.id, uow.clock.today())
            return True
        if present is not None:
            return False
        client = uow.session.get(Client, known.id)
        assert client is not None
        is_new = known.row is not None
        if client.source and (not is_new or wanted in client.source):
            return False
        client.source = f"{client.source}; {wanted}" if client.source else wanted
        uow.session.flush()
        return True

    def _referrer(self, wanted: str) -> int | None:
        """Find whom a code or an unmistakable name means."""
        if wanted not in self._referrers:
            self._referrers[wanted] = self._looked_up(wanted)
        return self._referrers[wanted]

    def _looked_up(self, wanted: str) -> int | None:
        connection = self._uow.connection
        by_code = connection.execute(select(Client.id).where(Client.code == wanted)).scalar()
        if by_code is not None:
            return by_code
        rows = connection.execute(
            select(Client.id, Client.name).where(Client.name_sort == keys.sort_key(wanted))
        )
        named = [row.id for row in rows if keys.fold(row.name) == keys.fold(wanted)]
        return named[0] if len(named) == 1 else None

    def _open_balance(self, client_id: int, balance: Money) -> None:
        """Bring in what was owed before as a sale titled so; what was to their credit, as that."""
        client = clients.get(self._uow.session, client_id)
        on, title = self._uow.clock.today(), self._command.opening_title
        opening_balances.bring_in(self._uow, client, balance, title, on=on)


def _is_likely(alike: Sequence[Likely]) -> bool:
    return bool(alike) and alike[0].likeness is not Likeness.POSSIBLE


def _taken_code(record: ClientRecord, coded: Known) -> Refusal:
    return Refusal("code_taken", field="code", text=record.code, client=coded.name)


def _candidates(alike: Sequence[Likely]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            client=one.known.id if one.known.row is None else None,
            row=one.known.row,
            name=one.known.name,
            likeness=one.likeness,
            reasons=one.reasons,
        )
        for one in alike[:_MOST_CANDIDATES]
    )
