"""What the owner can ask for: frozen commands, each answered by one transaction.

Amounts come as Decimal in major units where a currency may still be settled by the service, days
as dates, instants in UTC. `request_id` makes a repeated command harmless: it answers with the
first one's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from smallcrm.domain.changes import Changes
from smallcrm.domain.enums import DuplicateReason, Likeness, PhoneStyle
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.domain.watch import Watch
from smallcrm.services.care_commands import (
    AddLevelRule,
    AddOwnField,
    BatchEdit,
    BatchField,
    BatchStep,
    ChangeTags,
    ConfirmDetails,
    EditLevelRule,
    EditOwnField,
    ForgetMapping,
    FormatAddresses,
    FormatPhones,
    MarkDistinct,
    MergeClients,
    RefreshLevels,
    RemindOfDetails,
    RemoveLevelRule,
    RemoveOwnField,
    RemoveTag,
    RenameTag,
    ReplaceText,
    SetField,
    SplitClients,
)
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
    OwnValueInput,
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
from smallcrm.services.paper_commands import AddLabelSheet, EditLabelSheet, RemoveLabelSheet
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
    "AddLabelSheet",
    "AddLevelRule",
    "AddNote",
    "AddOpeningBalance",
    "AddOwnField",
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
    "BatchEdit",
    "BatchField",
    "BatchStep",
    "Bill",
    "BillPart",
    "CancelSale",
    "Candidate",
    "ChangeTags",
    "Command",
    "ConfirmBankLines",
    "ConfirmDetails",
    "ContactPersonInput",
    "Decision",
    "DeclineQuote",
    "Deliver",
    "Done",
    "EditClient",
    "EditContract",
    "EditLabelSheet",
    "EditLevelRule",
    "EditNote",
    "EditOwnField",
    "EditProduct",
    "EditReferral",
    "EditRewardRule",
    "EditSale",
    "EmailInput",
    "Fate",
    "FieldChange",
    "FillFromExport",
    "FillSample",
    "FinishFollowUp",
    "FixPaper",
    "ForgetMapping",
    "FormatAddresses",
    "FormatPhones",
    "HandleInput",
    "IgnoreBankLines",
    "ImportRecords",
    "ImportResult",
    "ImportStatement",
    "LineInput",
    "MarkDistinct",
    "MergeClients",
    "Outcome",
    "OwnValueInput",
    "PayOut",
    "PhoneInput",
    "PhoneStyle",
    "PlanPart",
    "Redo",
    "RefreshLevels",
    "Refund",
    "Remind",
    "RemindOfDetails",
    "RemoveLabelSheet",
    "RemoveLevelRule",
    "RemoveOwnField",
    "RemoveRate",
    "RemoveReferral",
    "RemoveRewardRule",
    "RemoveSample",
    "RemoveTag",
    "RenameTag",
    "ReopenQuote",
    "ReplaceText",
    "ReversePayment",
    "ReviseQuote",
    "RowAction",
    "RowFate",
    "SaveDraft",
    "SetAllocations",
    "SetCreditExpiry",
    "SetField",
    "SetPlan",
    "SetRate",
    "SetReward",
    "SetSetting",
    "Settle",
    "SplitClients",
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


class RowAction(StrEnum):
    """What the owner says of a row of an import."""

    NEW = "new"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a row: a client of its own, what it says of `client`, or nothing.

    To update without a `client` means the best candidate, which may be of an earlier row.
    """

    action: RowAction
    client: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecords:
    """Bring in the records of one file as one action; what is there already is not doubled.

    `decisions` are by row; a row without one is decided by the rules. `own_fields` are made where
    they are not there. `remember` keeps how the file was read: shape, and choices as JSON. With
    `watch` it says how far it is, and raises Cancelled. `fates` asks for the fate of every row.
    `likely` is what becomes of rows that likely are a client who is there, undecided ones.
    """

    kind: RecordKind
    records: tuple[Record, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int
    file_name: str
    # What a sale without a title is called, and an opening balance, in the owner's language.
    untitled: str = "{number}"
    opening_title: str = "Opening balance"
    dry_run: bool = False
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    own_fields: tuple[AddOwnField, ...] = ()
    remember: tuple[str, str] | None = None
    watch: Watch | None = None
    fates: bool = False
    likely: RowAction = RowAction.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFromExport:
    """Fill an empty file with what `Queries.everything` gave: the same rows under the same ids."""

    settings: Mapping[str, str]
    tables: Mapping[str, Sequence[object]]
    file_name: str
    dry_run: bool = False


class Fate(StrEnum):
    """What becomes of a row of an import."""

    NEW = "new"
    UPDATES = "updates"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that a row adds or fills, in texts as they are kept.

    `field` is a column of client, a list of it (`phones`, `notes`, `contact_people`, ...), or
    `own:NAME`; amounts stand with their currency, days as ISO 8601. Of what is kept as it is,
    `after` is what the row says.
    """

    field: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a row may double: a client of the file, or another row of the same import."""

    client: int | None
    row: int | None
    name: str
    likeness: Likeness
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of one row: of whom it is, what it changes, whom it may double.

    `kept` are fields that the row says otherwise: nothing that is there is overwritten.
    """

    row: int
    fate: Fate
    name: str
    client: int | None = None
    client_name: str | None = None
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    why: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: rows by their fate; `skipped` rows are named one by one.

    `fates` are in the order of the file, where they were asked for; `possible` counts the rows
    that may double somebody, where that was asked for.
    """

    read: int
    added: int
    merged: int
    unchanged: int
    skipped: tuple[RejectedRow, ...]
    import_id: int | None
    fates: tuple[RowFate, ...] = ()
    possible: int = 0


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
    | AddOwnField
    | EditOwnField
    | RemoveOwnField
    | RenameTag
    | RemoveTag
    | AddLevelRule
    | EditLevelRule
    | RemoveLevelRule
    | RefreshLevels
    | AddLabelSheet
    | EditLabelSheet
    | RemoveLabelSheet
    | ConfirmDetails
    | RemindOfDetails
    | BatchEdit
    | MergeClients
    | SplitClients
    | MarkDistinct
    | ForgetMapping
    | SetSetting
    | Undo
    | Redo
    | FillSample
    | RemoveSample
    | ImportRecords
    | FillFromExport
)
