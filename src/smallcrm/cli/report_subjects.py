"""What a paper is about, by what was typed: a CLIENT, a number, an id; and what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.listing import period
from smallcrm.cli.report_grammar import ONLY_FOR, STATEMENTS
from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.reports.material import (
    EnvelopeOptions,
    EnvelopeSize,
    LabelOptions,
    ListOptions,
    Options,
    Paper,
    PaperKind,
    SalesBy,
    SalesOptions,
    Step,
)

_ID: Final = "id:"
_LONGEST_NUMBER: Final = 100
_LONGEST_ID: Final = len(str(2**63)) - 1
_OF_CLIENT: Final = frozenset(
    {PaperKind.CLIENT, PaperKind.STATEMENT, PaperKind.RECORD, PaperKind.ENVELOPE}
)
# One paper about everybody, and one about everybody or those who are named.
_OF_ALL: Final = frozenset({PaperKind.LEAGUE, PaperKind.SALES, PaperKind.CALLS})
_OF_SOME: Final = frozenset({PaperKind.OVERDUE, PaperKind.PHONES, PaperKind.LABELS})


def papers_asked(run: Run) -> list[Paper]:
    """Return the papers that a command line means; refuses what is not there.

    Raises WrongUsageError for an option, or a subject, that is not for this kind of report.
    """
    asked, tr = run.asked, run.tr
    for name, option, kinds in ONLY_FOR:
        if getattr(asked, name) not in {None, False} and asked.what not in kinds:
            text = tr.gettext("{option} is for the report {kinds}").format(
                option=option, kinds=tr.pgettext("list", ", ").join(sorted(kinds))
            )
            raise WrongUsageError(text)
    since, until = period(asked.since, asked.until)
    if asked.what == STATEMENTS:
        return _statements(run)
    kind = PaperKind(asked.what)
    _check_subjects(run, kind)
    options = _options(run, kind)
    if kind in _OF_ALL | _OF_SOME:
        return [Paper(kind, 0, since, until, options)]
    return [Paper(kind, _id(run, kind, text), since, until, options) for text in asked.subjects]


def _statements(run: Run) -> list[Paper]:
    since, _ = period(run.asked.since, None)
    if run.asked.subjects:
        ids = _clients(run)
    else:
        ids = [one.id for one in run.backend.queries.statement_clients(since)]
    if not ids:
        raise Refusal("no_statements")
    return [Paper(PaperKind.STATEMENT, client_id, since) for client_id in ids]


def _check_subjects(run: Run, kind: PaperKind) -> None:
    tr, given = run.tr, bool(run.asked.subjects)
    if kind in _OF_SOME or given is (kind not in _OF_ALL):
        return
    if given:
        raise WrongUsageError(tr.gettext("report {what} takes no CLIENT").format(what=kind.value))
    said = {
        PaperKind.THANKS: tr.gettext("report thanks takes the CLIENT who sent somebody"),
        PaperKind.RECEIPT: tr.gettext("report receipt takes the ID of a payment"),
        PaperKind.REMINDER: tr.gettext("report reminder takes a CLIENT, or the ID of a reminder"),
    }
    usual = tr.gettext("report {what} takes a NUMBER")
    if kind in _OF_CLIENT:
        usual = tr.gettext("report {what} takes a CLIENT")
    raise WrongUsageError(said.get(kind, usual.format(what=kind.value)))


def _options(run: Run, kind: PaperKind) -> Options | None:
    """Gather what a kind of paper is told."""
    asked = run.asked
    clients = tuple(_clients(run)) if kind in _OF_SOME and asked.subjects else None
    match kind:
        case PaperKind.SALES:
            currency = asked.currency.strip().upper() if asked.currency else None
            return SalesOptions(step=Step(asked.step or Step.MONTH), by=_by(run), currency=currency)
        case PaperKind.OVERDUE | PaperKind.PHONES:
            return ListOptions(clients=clients)
        case PaperKind.LABELS:
            if not (asked.sheet or "").strip():
                raise WrongUsageError(run.tr.gettext("report labels takes a --sheet"))
            return LabelOptions(
                sheet=asked.sheet.strip(),
                first=1 if asked.first is None else asked.first,
                clients=clients,
                copies=1 if asked.copies is None else asked.copies,
                borders=asked.borders,
            )
        case PaperKind.ENVELOPE:
            size = EnvelopeSize(asked.size or EnvelopeSize.DL)
            return EnvelopeOptions(size=size, sender=not asked.no_sender)
        case _:
            return None


def _by(run: Run) -> tuple[SalesBy, ...]:
    if run.asked.by is None:
        return tuple(SalesBy)
    try:
        return tuple(dict.fromkeys(SalesBy(part.strip()) for part in run.asked.by.split(",")))
    except ValueError:
        text = run.tr.gettext("--by takes client, product, or both with a comma between")
        raise WrongUsageError(text) from None


def _clients(run: Run) -> list[int]:
    """Return the clients that were named, each once."""
    subjects: Sequence[str] = run.asked.subjects
    return list(dict.fromkeys(run.client_id(text) for text in subjects))


def _id(run: Run, kind: PaperKind, text: str) -> int:
    """Return the id of what a paper is about, by a CLIENT, a number or an id."""
    if kind is PaperKind.THANKS:
        return _referral_of(run, run.client_id(text))
    if kind is PaperKind.REMINDER:
        return _reminder(run, text)
    if kind in _OF_CLIENT:
        return run.client_id(text)
    if kind is PaperKind.RECEIPT:
        return _payment(run, text)
    queries = run.backend.queries
    number = text.strip()[:_LONGEST_NUMBER]
    if kind is PaperKind.QUOTE:
        code, found = "no_quote_of_number", queries.quote_ids(number)
    elif kind is PaperKind.INVOICE:
        code, found = "no_invoice_of_number", queries.invoice_ids(number)
    else:
        code, found = "no_delivery_of_number", queries.delivery_ids(number)
    if not found:
        raise Refusal(code, field=kind.value, number=number)
    return found[0]


def _number(text: str) -> int | None:
    """Read an id: `7`; None where it is none."""
    known = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if known else None


def _payment(run: Run, text: str) -> int:
    digits = text.strip().removeprefix(_ID)
    payment_id = _number(digits)
    if payment_id is None or run.backend.queries.payment(payment_id) is None:
        raise Refusal("no_payment_of_id", field="payment", id=digits[:20])
    return payment_id


def _reminder(run: Run, text: str) -> int:
    """Return the reminder of an id in plain digits, else the newest one of a CLIENT."""
    queries = run.backend.queries
    digits = text.strip()
    if digits.isdigit():
        reminder_id = _number(digits)
        if reminder_id is None or queries.reminder(reminder_id) is None:
            raise Refusal("no_reminder_of_id", field="reminder", id=digits[:20])
        return reminder_id
    found = queries.reminders(run.client_id(text))
    if not found:
        raise Refusal("never_reminded", field="client")
    return found[0].id


def _referral_of(run: Run, referrer_id: int) -> int:
    """Return the referral to give thanks for: of whom they sent, or the newest, first of those won.

    Refuses `sent_nobody`, and `not_sent_by` for somebody else's.
    """
    card = run.backend.queries.client_history(referrer_id, full=True)
    sent = card.referred if card is not None else ()
    if run.asked.sent is not None:
        wanted = run.client_id(run.asked.sent)
        for one in sent:
            if one.client.id == wanted:
                return one.id
        raise Refusal("not_sent_by", field="for")
    if not sent:
        raise Refusal("sent_nobody", field="client")
    won = [one for one in sent if one.outcome is ReferralOutcome.WON]
    return max(won or sent, key=lambda one: (one.on, one.id)).id
