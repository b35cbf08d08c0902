"""What the owner can ask for: frozen commands, each answered by one transaction.

Amounts come as Decimal in major units where a currency may still be settled by the service, days
as dates, instants in UTC. `request_id` makes a repeated command harmless: it answers with the
first one's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smallcrm.domain.changes import Changes
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.services.client_commands import (
    AddClient,
    AddFollowUp,
    AddInteraction,
    AddNote,
    EditClient,
    EditNote,
    FinishFollowUp,
    SaveDraft,
)
from smallcrm.services.command_parts import (
    UNSET,
    AddressInput,
    ContactPersonInput,
    EmailInput,
    HandleInput,
    LineInput,
    PhoneInput,
    PlanPart,
    Settle,
    Unset,
)
from smallcrm.services.money_commands import (
    AddOpeningBalance,
    AddSale,
    Allocate,
    CancelSale,
    EditSale,
    PayOut,
    Refund,
    ReversePayment,
    SetAllocations,
    SetPlan,
    TakePayment,
    UseCredit,
    WriteOff,
)
from smallcrm.services.receivable_commands import (
    AddPromise,
    BankMatch,
    ConfirmBankLines,
    IgnoreBankLines,
    ImportStatement,
    Remind,
    RemoveRate,
    SetRate,
    WithdrawPromise,
)
from smallcrm.services.referral_commands import (
    AddReferral,
    AddReferralOut,
    AddRewardRule,
    EditReferral,
    EditRewardRule,
    RemoveReferral,
    RemoveRewardRule,
    SetCreditExpiry,
    SetReward,
)
from smallcrm.services.trade_commands import (
    AcceptQuote,
    AddContract,
    AddCreditNote,
    AddProduct,
    AddQuote,
    Bill,
    BillPart,
    DeclineQuote,
    Deliver,
    EditContract,
    EditProduct,
    FixPaper,
    ReopenQuote,
    ReviseQuote,
)

__all__ = [
    "UNSET",
    "AcceptQuote",
    "AddClient",
    "AddContract",
    "AddCreditNote",
    "AddFollowUp",
    "AddInteraction",
    "AddNote",
    "AddOpeningBalance",
    "AddProduct",
    "AddPromise",
    "AddQuote",
    "AddReferral",
    "AddReferralOut",
    "AddRewardRule",
    "AddSale",
    "AddressInput",
    "Allocate",
    "BankMatch",
    "Bill",
    "BillPart",
    "CancelSale",
    "Command",
    "ConfirmBankLines",
    "ContactPersonInput",
    "DeclineQuote",
    "Deliver",
    "Done",
    "EditClient",
    "EditContract",
    "EditNote",
    "EditProduct",
    "EditReferral",
    "EditRewardRule",
    "EditSale",
    "EmailInput",
    "FillFromExport",
    "FillSample",
    "FinishFollowUp",
    "FixPaper",
    "HandleInput",
    "IgnoreBankLines",
    "ImportRecords",
    "ImportResult",
    "ImportStatement",
    "LineInput",
    "Outcome",
    "PayOut",
    "PhoneInput",
    "PlanPart",
    "Redo",
    "Refund",
    "Remind",
    "RemoveRate",
    "RemoveReferral",
    "RemoveRewardRule",
    "RemoveSample",
    "ReopenQuote",
    "ReversePayment",
    "ReviseQuote",
    "SaveDraft",
    "SetAllocations",
    "SetCreditExpiry",
    "SetPlan",
    "SetRate",
    "SetReward",
    "SetSetting",
    "Settle",
    "TakePayment",
    "Undo",
    "Unset",
    "UseCredit",
    "WithdrawPromise",
    "WriteOff",
]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: the row it made or changed, and what it did, for the undo strip."""

    id: int
    action_id: int
    label: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    number: str | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSetting:
    """Set one setting of the data file; the value as text, checked by the setting's own rule."""

    key: str
    value: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back the last action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redo:
    """Bring back what was last undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSample:
    """Fill an empty file with made-up data, the same for the same seed, as one action."""

    clients: int = 200
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSample:
    """Remove the sample clients and all that belongs to them, as one action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecords:
    """Bring in the records of one file as one action; what is there already is not doubled."""

    kind: RecordKind
    records: tuple[Record, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int
    file_name: str
    # What a sale without a title is called, and an opening balance, in the owner's language.
    untitled: str = "{number}"
    opening_title: str = "Opening balance"
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFromExport:
    """Fill an empty file with what `Queries.everything` gave: the same rows under the same ids."""

    settings: Mapping[str, str]
    tables: Mapping[str, Sequence[object]]
    file_name: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: rows by their fate; `skipped` rows are named one by one."""

    read: int
    added: int
    merged: int
    unchanged: int
    skipped: tuple[RejectedRow, ...]
    import_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a performed command answers: the result, and what the commit changed."""

    result: Done
    changes: Changes
    imported: ImportResult | None = None


Command = (
    AddClient
    | EditClient
    | AddNote
    | SaveDraft
    | EditNote
    | AddInteraction
    | AddFollowUp
    | FinishFollowUp
    | AddReferral
    | AddReferralOut
    | EditReferral
    | RemoveReferral
    | SetReward
    | SetCreditExpiry
    | AddRewardRule
    | EditRewardRule
    | RemoveRewardRule
    | AddSale
    | EditSale
    | CancelSale
    | TakePayment
    | Allocate
    | Refund
    | ReversePayment
    | WriteOff
    | SetAllocations
    | UseCredit
    | PayOut
    | AddOpeningBalance
    | SetPlan
    | AddProduct
    | EditProduct
    | AddQuote
    | ReviseQuote
    | AcceptQuote
    | DeclineQuote
    | ReopenQuote
    | Deliver
    | AddContract
    | EditContract
    | Bill
    | AddCreditNote
    | FixPaper
    | AddPromise
    | WithdrawPromise
    | Remind
    | ImportStatement
    | ConfirmBankLines
    | IgnoreBankLines
    | SetRate
    | RemoveRate
    | SetSetting
    | Undo
    | Redo
    | FillSample
    | RemoveSample
    | ImportRecords
    | FillFromExport
)
