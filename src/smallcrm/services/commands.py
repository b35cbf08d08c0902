"""What the owner can ask for: frozen commands, each answered by one transaction.

Amounts come as Decimal in major units where a currency may still be settled by the service, days
as dates, instants in UTC. `request_id` makes a repeated command harmless: it answers with the
first one's result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smallcrm.domain.changes import Changes
from smallcrm.domain.enums import PhoneStyle
from smallcrm.services.call_commands import (
    AttributeCall,
    HandleCall,
    LogCall,
    NoteUnknownCall,
    RateContact,
    TakeCaller,
)
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
    EditFollowUp,
    EditInteraction,
    EditNote,
    FinishFollowUp,
    MarkNotified,
    RemoveFollowUp,
    RemoveInteraction,
    SaveDraft,
    SnoozeFollowUp,
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
from smallcrm.services.document_commands import (
    AddDocuments,
    AddEmail,
    EditDocument,
    FileInput,
    RemoveDocument,
)
from smallcrm.services.import_commands import (
    Candidate,
    Decision,
    Fate,
    FieldChange,
    FillFromExport,
    ImportRecords,
    ImportResult,
    RowAction,
    RowFate,
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
    "AddDocuments",
    "AddEmail",
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
    "AttributeCall",
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
    "EditDocument",
    "EditFollowUp",
    "EditInteraction",
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
    "FileInput",
    "FillFromExport",
    "FillSample",
    "FinishFollowUp",
    "FixPaper",
    "ForgetMapping",
    "FormatAddresses",
    "FormatPhones",
    "HandleCall",
    "HandleInput",
    "IgnoreBankLines",
    "ImportRecords",
    "ImportResult",
    "ImportStatement",
    "LineInput",
    "LogCall",
    "MarkDistinct",
    "MarkNotified",
    "MergeClients",
    "NoteUnknownCall",
    "Outcome",
    "OwnValueInput",
    "PayOut",
    "PhoneInput",
    "PhoneStyle",
    "PlanPart",
    "RateContact",
    "Redo",
    "RefreshLevels",
    "Refund",
    "Remind",
    "RemindOfDetails",
    "RemoveDocument",
    "RemoveFollowUp",
    "RemoveInteraction",
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
    "SnoozeFollowUp",
    "SplitClients",
    "TakeCaller",
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
    | EditFollowUp
    | SnoozeFollowUp
    | RemoveFollowUp
    | MarkNotified
    | EditInteraction
    | RemoveInteraction
    | LogCall
    | AttributeCall
    | TakeCaller
    | NoteUnknownCall
    | HandleCall
    | RateContact
    | AddDocuments
    | EditDocument
    | RemoveDocument
    | AddEmail
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
