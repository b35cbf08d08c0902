"""From a command to its service: the one place where a transaction is opened for a verb."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from smallcrm.db.database import Database
from smallcrm.db.unit_of_work import UnitOfWork, unit_of_work
from smallcrm.domain.changes import Changes
from smallcrm.domain.clock import Clock
from smallcrm.domain.collecting import seldom_collecting
from smallcrm.domain.enums import ActionKind, Source
from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Watch
from smallcrm.services import (
    bank,
    batch,
    billing,
    callers,
    calls,
    clients,
    commands,
    consequences,
    contracts,
    credit,
    credit_notes,
    deliveries,
    details,
    documents_kept,
    events,
    everything,
    follow_ups,
    history,
    import_memory,
    importing,
    interactions,
    label_sheets,
    ledger,
    levels,
    merging,
    opening_balances,
    own_fields,
    papers,
    payments,
    plans,
    products,
    promises,
    quotes,
    rates,
    referrals,
    reminders,
    reward_rules,
    sample,
    settings,
    splitting,
    statement_import,
    tags,
)
from smallcrm.services.commands import Command, Done, ImportResult, Outcome
from smallcrm.services.result import Made

_HANDLERS: dict[type, Callable[[UnitOfWork, Any], Made]] = {
    commands.AddClient: clients.add,
    commands.EditClient: clients.edit,
    commands.AddNote: events.add_note,
    commands.SaveDraft: events.save_draft,
    commands.EditNote: events.edit_note,
    commands.AddInteraction: interactions.add,
    commands.EditInteraction: interactions.edit,
    commands.RemoveInteraction: interactions.remove,
    commands.RateContact: interactions.rate,
    commands.LogCall: calls.log,
    commands.AttributeCall: calls.attribute,
    commands.TakeCaller: callers.take,
    commands.NoteUnknownCall: calls.note,
    commands.HandleCall: calls.handle,
    commands.AddFollowUp: follow_ups.add,
    commands.EditFollowUp: follow_ups.edit,
    commands.FinishFollowUp: follow_ups.finish,
    commands.SnoozeFollowUp: follow_ups.snooze,
    commands.RemoveFollowUp: follow_ups.remove,
    commands.MarkNotified: follow_ups.mark_notified,
    commands.AddSale: ledger.add_sale,
    commands.EditSale: ledger.edit_sale,
    commands.CancelSale: ledger.cancel_sale,
    commands.AddProduct: products.add,
    commands.EditProduct: products.edit,
    commands.AddQuote: quotes.add,
    commands.ReviseQuote: quotes.revise,
    commands.AcceptQuote: quotes.accept,
    commands.DeclineQuote: quotes.decline,
    commands.ReopenQuote: quotes.reopen,
    commands.Deliver: deliveries.deliver,
    commands.AddContract: contracts.add,
    commands.EditContract: contracts.edit,
    commands.FixPaper: papers.fix,
    commands.TakePayment: payments.take,
    commands.Allocate: payments.allocate_by_hand,
    commands.Refund: payments.refund,
    commands.ReversePayment: payments.reverse,
    commands.WriteOff: payments.write_off,
    commands.SetAllocations: payments.set_allocations,
    commands.UseCredit: credit.use_credit,
    commands.PayOut: credit.pay_out,
    commands.AddOpeningBalance: opening_balances.add,
    commands.SetPlan: plans.set_by_hand,
    commands.Bill: billing.bill,
    commands.AddCreditNote: credit_notes.add,
    commands.AddPromise: promises.add,
    commands.WithdrawPromise: promises.withdraw,
    commands.Remind: reminders.remind,
    commands.SetRate: rates.set_rate,
    commands.RemoveRate: rates.remove_rate,
    commands.AddReferral: referrals.add,
    commands.AddReferralOut: referrals.add_out,
    commands.EditReferral: referrals.edit,
    commands.RemoveReferral: referrals.remove,
    commands.SetReward: reward_rules.set_reward,
    commands.SetCreditExpiry: reward_rules.set_expiry,
    commands.AddRewardRule: reward_rules.add,
    commands.EditRewardRule: reward_rules.edit,
    commands.RemoveRewardRule: reward_rules.remove,
    commands.AddOwnField: own_fields.add,
    commands.EditOwnField: own_fields.edit,
    commands.RemoveOwnField: own_fields.remove,
    commands.RenameTag: tags.rename,
    commands.RemoveTag: tags.remove,
    commands.AddLevelRule: levels.add,
    commands.EditLevelRule: levels.edit,
    commands.RemoveLevelRule: levels.remove,
    commands.RefreshLevels: levels.refresh,
    commands.BatchEdit: batch.edit,
    commands.ConfirmDetails: details.confirm,
    commands.RemindOfDetails: details.remind,
    commands.MergeClients: merging.merge,
    commands.SplitClients: splitting.split,
    commands.MarkDistinct: merging.mark_distinct,
    commands.AddLabelSheet: label_sheets.add,
    commands.EditLabelSheet: label_sheets.edit,
    commands.RemoveLabelSheet: label_sheets.remove,
    commands.AddDocuments: documents_kept.add,
    commands.EditDocument: documents_kept.edit,
    commands.RemoveDocument: documents_kept.remove,
    commands.AddEmail: documents_kept.add_email,
    commands.SetSetting: settings.set_file_setting,
    commands.Undo: history.undo,
    commands.Redo: history.redo,
    commands.FillSample: sample.fill,
    commands.RemoveSample: sample.remove,
    commands.ImportRecords: importing.bring_in,
    commands.ForgetMapping: import_memory.forget,
    commands.ImportStatement: statement_import.bring_in,
    commands.ConfirmBankLines: bank.confirm,
    commands.IgnoreBankLines: bank.ignore,
    commands.FillFromExport: everything.fill,
}
_NO_THANKS = (
    commands.MergeClients,
    commands.SplitClients,
    commands.ImportRecords,
    commands.RemoveSample,
    commands.Undo,
    commands.Redo,
)
_ANSWER = "SELECT action_id, result_id, answer FROM request WHERE request_id = ?"
_KEEP = "INSERT INTO request (request_id, action_id, result_id, answer) VALUES (?, ?, ?, ?)"


class _DryRun(Exception):  # noqa: N818  (rolls a transaction back; never leaves this module)
    def __init__(self, imported: ImportResult) -> None:
        super().__init__()
        self.imported = imported


def perform(database: Database, clock: Clock, command: Command, *, source: Source) -> Outcome:
    """Carry a command out in one transaction; a repeated request id answers as the first time."""
    if isinstance(command, commands.ImportRecords):
        with seldom_collecting():
            return _perform(database, clock, command, source=source)
    return _perform(database, clock, command, source=source)


def _perform(database: Database, clock: Clock, command: Command, *, source: Source) -> Outcome:
    request_id: str | None = getattr(command, "request_id", None)
    try:
        watch: Watch | None = getattr(command, "watch", None)
        with unit_of_work(database, clock, source=source, kind=_kind(command), watch=watch) as uow:
            if request_id is not None:
                answered = _answered(uow, request_id)
                if answered is not None:
                    return Outcome(answered, Changes())
            made = _HANDLERS[type(command)](uow, command)
            uow.session.flush()
            _follow(uow, command)
            done = Done(
                id=made.id,
                action_id=uow.action_id,
                label=uow.label,
                parameters=dict(uow.parameters),
                number=made.number,
            )
            if request_id is not None:
                _remember(uow, request_id, done)
            _stop_dry_run(command, made)
    except _DryRun as dry:
        return Outcome(Done(id=0, action_id=0, label="import"), Changes(), dry.imported)
    except IntegrityError as error:
        # The services refuse by name before it comes to this; what is left is a conflict.
        raise Refusal("conflict") from error
    imported = made.imported
    return Outcome(done, uow.changes, imported)


def _follow(uow: UnitOfWork, command: Command) -> None:
    """Settle what follows; what came in from elsewhere asks for no thanks.

    An export is whole, and a sample has settled it by itself.
    """
    if not isinstance(command, (commands.FillFromExport, commands.FillSample)):
        consequences.settle(uow, thank=not isinstance(command, _NO_THANKS))


def _stop_dry_run(command: Command, made: Made) -> None:
    if made.imported is not None and getattr(command, "dry_run", False):
        raise _DryRun(made.imported)


def _kind(command: Command) -> ActionKind:
    by_itself = isinstance(command, commands.SaveDraft) or getattr(command, "by_itself", False)
    return ActionKind.AUTO if by_itself else ActionKind.DO


def _answered(uow: UnitOfWork, request_id: str) -> Done | None:
    row = uow.connection.exec_driver_sql(_ANSWER, (request_id,)).first()
    if row is None:
        return None
    kept = json.loads(row.answer)
    return Done(
        id=row.result_id,
        action_id=row.action_id,
        label=kept["label"],
        parameters=kept["parameters"],
        number=kept["number"],
        repeated=True,
    )


def _remember(uow: UnitOfWork, request_id: str, done: Done) -> None:
    answer = {"label": done.label, "parameters": dict(done.parameters), "number": done.number}
    kept = json.dumps(answer, ensure_ascii=False)
    uow.connection.exec_driver_sql(_KEEP, (request_id, done.action_id, done.id, kept))
