"""`report`: the PDFs that the window prints."""

from __future__ import annotations

from typing import Final

from smallcrm import paths
from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.listing import period
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of
from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.reports import Stationery, write_pdf
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, fixing, make

_ID = "id:"
_LONGEST_NUMBER = 100
_SINCE: Final = frozenset({PaperKind.STATEMENT, PaperKind.LEAGUE})


def report(run: Run) -> int:
    """Write a report; those that are not built yet are refused by name.

    In the language that was asked for, else a client's own on what is made for the client. An
    invoice or a quote is fixed before its file is written: it may be sent from then on.
    """
    asked = run.asked
    if asked.what not in set(PaperKind):
        raise Refusal("not_built", what=f"report {asked.what}")
    kind = PaperKind(asked.what)
    _check_options(run, kind)
    target = path_of(asked.pdf)
    since, until = period(asked.since, asked.until)
    paper = Paper(kind, _id(run, kind, asked.client), since, until)
    made = _made(run, paper)
    fix = fixing(paper)
    if fix is not None and not made.out:
        if not target.parent.is_dir():
            raise Refusal("cannot_write_file", field="file", file=target.name)
        run.perform(fix)
        made = _made(run, paper)
    write_pdf(made.content, target)
    if run.out.as_json:
        run.out.document({"file": str(target), "bytes": len(made.content)})
    else:
        run.out.line(shown(run.tr.gettext("Written to {file}").format(file=target)))
    return DONE


def _made(run: Run, paper: Paper) -> MadePaper:
    queries = run.backend.queries
    stationery = Stationery(
        settings=queries.settings(), tr=run.tr, resources=paths.resources(), clock=run.clock
    )
    return make(queries, paper, stationery, language=run.language, notes=run.asked.notes)


def _check_options(run: Run, kind: PaperKind) -> None:
    """Refuse an option, or a subject, that is not for this kind of report."""
    tr, asked = run.tr, run.asked
    if (asked.client is None) != (kind is PaperKind.LEAGUE):
        raise WrongUsageError(_usage(run, kind))
    if asked.since is not None and kind not in _SINCE:
        raise WrongUsageError(tr.gettext("--from is for the reports statement and referrals"))
    if asked.until is not None and kind is not PaperKind.LEAGUE:
        raise WrongUsageError(tr.gettext("--until is for the report referrals"))
    if asked.sent is not None and kind is not PaperKind.THANKS:
        raise WrongUsageError(tr.gettext("--for is for the report thanks"))


def _usage(run: Run, kind: PaperKind) -> str:
    tr = run.tr
    said = {
        PaperKind.LEAGUE: tr.gettext("report referrals takes no CLIENT, but --from and --until"),
        PaperKind.THANKS: tr.gettext("report thanks takes the CLIENT who sent somebody"),
        PaperKind.CLIENT: tr.gettext("report client takes a CLIENT"),
        PaperKind.STATEMENT: tr.gettext("report statement takes a CLIENT"),
        PaperKind.RECORD: tr.gettext("report record takes a CLIENT"),
        PaperKind.RECEIPT: tr.gettext("report receipt takes the ID of a payment"),
    }
    usual = tr.gettext("report {what} takes a NUMBER").format(what=kind.value)
    return said.get(kind, usual)


def _id(run: Run, kind: PaperKind, text: str | None) -> int:
    """Return the id of what a paper is about, by a CLIENT, a number or a payment's id."""
    queries = run.backend.queries
    if text is None:
        return 0  # a report about everybody
    if kind is PaperKind.THANKS:
        return _referral_of(run, run.client_id(text))
    if kind in {PaperKind.CLIENT, PaperKind.STATEMENT, PaperKind.RECORD}:
        return run.client_id(text)
    number = text.strip()
    digits = number.removeprefix(_ID)
    if kind is PaperKind.RECEIPT:
        known = digits.isascii() and digits.isdigit() and len(digits) < len(str(2**63))
        if not known or queries.payment(int(digits)) is None:
            raise Refusal("no_payment_of_id", field="payment", id=digits[:20])
        return int(digits)
    number = number[:_LONGEST_NUMBER]
    if kind is PaperKind.QUOTE:
        code, found = "no_quote_of_number", queries.quote_ids(number)
    elif kind is PaperKind.INVOICE:
        code, found = "no_invoice_of_number", queries.invoice_ids(number)
    else:
        code, found = "no_delivery_of_number", queries.delivery_ids(number)
    if not found:
        raise Refusal(code, field=kind.value, number=number)
    return found[0]


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
