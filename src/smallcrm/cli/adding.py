"""Recording something new: clients, notes, sales, payments, referrals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.references import References
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import amount_of, date_of, text_of
from smallcrm.domain.enums import Level, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.exporters import json_lists, json_out
from smallcrm.i18n import sentences
from smallcrm.services.commands import (
    AddClient,
    AddNote,
    AddProduct,
    AddQuote,
    AddReferral,
    AddReferralOut,
    AddSale,
    EmailInput,
    Outcome,
    PhoneInput,
    TakePayment,
)

_ID = "id:"


def client(run: Run) -> int:
    """Add a client, and who sent it."""
    asked = run.asked
    sender = _text(run, "referred_by")
    command = AddClient(
        name=text_of(asked.name, "name"),
        organisation=_text(run, "organisation"),
        code=_text(run, "code"),
        note=_text(run, "note"),
        phones=tuple(PhoneInput(number=text_of(number, "phone")) for number in asked.phone),
        emails=tuple(EmailInput(address=text_of(address, "email")) for address in asked.email),
        level=Level(asked.level) if asked.level else Level.STANDARD,
        currency=_text(run, "currency"),
        referred_by=run.client_id(sender) if sender is not None else None,
    )
    outcome = run.perform(command)
    return _say(run, outcome, {"name": asked.name})


def note(run: Run) -> int:
    """Add a note about a client."""
    client_id = run.client_id(run.asked.client)
    name = _text(run, "said_by")
    people = References(run)
    command = AddNote(
        client=client_id,
        text=text_of(run.asked.text, "text"),
        pinned=run.asked.pin,
        said_by=people.contact_person(client_id, name, "said_by") if name is not None else None,
        expires=_date(run, "until"),
    )
    return _say(run, run.perform(command), {})


def sale(run: Run) -> int:
    """Add a sale of one line."""
    asked = run.asked
    client_id = run.client_id(asked.client)
    command = AddSale(
        client=client_id,
        title=text_of(asked.title, "title"),
        amount=amount_of(asked.amount),
        currency=_text(run, "currency"),
        on=_date(run, "date"),
        due=_date(run, "due"),
        status=SaleStatus(asked.status),
    )
    outcome = run.perform(command)
    found = run.backend.queries.sale(outcome.result.id)
    more = json_out.sale_row(found.sale) if found is not None else {}
    return _say(run, outcome, more)


def quote(run: Run) -> int:
    """Add a quote of one line."""
    asked = run.asked
    command = AddQuote(
        client=run.client_id(asked.client),
        title=text_of(asked.title, "title"),
        amount=amount_of(asked.amount),
        currency=_text(run, "currency"),
        on=_date(run, "date"),
        valid_until=_date(run, "valid_until"),
    )
    outcome = run.perform(command)
    found = run.backend.queries.quote(outcome.result.id)
    more = json_lists.quote_row(found.quote) if found is not None else {}
    return _say(run, outcome, more)


def product(run: Run) -> int:
    """Add a product, with a price in one currency."""
    asked = run.asked
    if asked.currency is not None and asked.price is None:
        raise WrongUsageError(run.tr.gettext("--currency is that of the --price"))
    prices = {}
    if asked.price is not None:
        currency = _text(run, "currency") or run.backend.queries.settings().currency
        prices[currency] = amount_of(asked.price, "price")
    tax = amount_of(asked.tax, "tax") if asked.tax is not None else Decimal(0)
    command = AddProduct(
        name=text_of(asked.name, "name"),
        code=_text(run, "code"),
        unit=_text(run, "unit"),
        prices=prices,
        tax_percent=tax,
    )
    outcome = run.perform(command)
    found = run.backend.queries.product(outcome.result.id)
    return _say(run, outcome, json_lists.product_row(found) if found is not None else {})


def payment(run: Run) -> int:
    """Take a payment; say what it settled and what is still owed."""
    asked = run.asked
    client_id = run.client_id(asked.client)
    command = TakePayment(
        client=client_id,
        amount=amount_of(asked.amount),
        currency=_text(run, "currency"),
        on=_date(run, "date"),
        method=_text(run, "method"),
        reference=_text(run, "reference"),
        allocations=_sales(run, client_id) if asked.sale is not None else None,
    )
    outcome = run.perform(command)
    taken = run.backend.queries.payment(outcome.result.id)
    card = run.backend.queries.card(client_id)
    if taken is None or card is None:
        return _say(run, outcome, {})
    if run.out.as_json:
        run.out.document(
            {
                **json_out.payment_row(taken),
                "owed": json_out.owed(card.balance.owed),
                "credit": json_out.monies(card.balance.credit),
            }
        )
        return DONE
    tr = run.tr
    run.out.line(sentences.action(tr, outcome.result.label, outcome.result.parameters))
    for part in taken.settled:
        text = tr.gettext("Settled: {amount} of sale {number}, {title}")
        run.out.line(
            text.format(
                amount=tr.formats.money(part.amount),
                number=shown(part.sale_number),
                title=shown(part.sale_title),
            )
        )
    if taken.free:
        text = tr.gettext("Not used yet: {amount}, kept as credit")
        run.out.line(text.format(amount=tr.formats.money(taken.free)))
    owed = [entry.amount for entry in card.balance.owed]
    text = tr.gettext("Still owed: {amounts}")
    run.out.line(text.format(amounts=tr.formats.monies(owed)))
    return DONE


def _sales(run: Run, client_id: int) -> Mapping[int, Decimal | None]:
    """Find the sales that were named, in that order; each takes what it can."""
    return {
        sale_of_number(run, client_id, text_of(number, "sale")): None for number in run.asked.sale
    }


def sale_of_number(run: Run, client_id: int, number: str) -> int:
    """Return the client's sale of that number, its own or an external one; refuse any other."""
    queries = run.backend.queries
    found = [(sale_id, queries.sale(sale_id)) for sale_id in queries.sale_ids(number)]
    own = [
        (sale_id, detail.sale.number)
        for sale_id, detail in found
        if detail is not None and detail.sale.client.id == client_id
    ]
    if not own:
        raise Refusal("no_sale_of_number", field="sale", number=number)
    exact = [sale_id for sale_id, own_number in own if own_number == number]
    if len(own) > 1 and len(exact) != 1:
        raise Refusal("ambiguous_sale", field="sale", number=number)
    return exact[0] if exact else own[0][0]


def referral(run: Run) -> int:
    """Record who sent whom: somebody to us, or we a client to a partner."""
    asked = run.asked
    wanted = {"client", "partner"} if asked.out else {"sender", "receiver"}
    options = {"sender": "--from", "receiver": "--to", "client": "--client", "partner": "--partner"}
    for name, option in options.items():
        if (getattr(asked, name) is not None) != (name in wanted):
            text = run.tr.gettext(
                "a referral takes --from and --to, or --out, --client and --partner (see {option})"
            )
            raise WrongUsageError(text.format(option=option))
    if not asked.out and asked.commission is not None:
        raise WrongUsageError(run.tr.gettext("--commission is for a referral with --out"))
    if asked.currency is not None and asked.commission is None:
        raise WrongUsageError(run.tr.gettext("--currency is that of the --commission"))
    on, what_for = _date(run, "date"), _text(run, "what_for")
    if asked.out:
        commission = asked.commission
        client_id, partner = run.client_id(asked.client), text_of(asked.partner, "partner")
        by_id = run.client_id(partner) if partner.strip().startswith(_ID) else None
        outcome = run.perform(
            AddReferralOut(
                client=client_id,
                partner=by_id,
                partner_name=None if by_id is not None else partner,
                on=on,
                what_for=what_for,
                commission=amount_of(commission, "commission") if commission else None,
                currency=_text(run, "currency"),
            )
        )
        return _say(run, outcome, {})
    sender, receiver = run.client_id(asked.sender), run.client_id(asked.receiver)
    outcome = run.perform(AddReferral(referrer=sender, client=receiver, on=on, what_for=what_for))
    return _say(run, outcome, {})


def _text(run: Run, name: str) -> str | None:
    value: str | None = getattr(run.asked, name)
    return text_of(value, name) if value is not None else None


def _date(run: Run, name: str) -> date | None:
    value: str | None = getattr(run.asked, name)
    return date_of(value, name) if value is not None else None


def _say(run: Run, outcome: Outcome, more: Mapping[str, object]) -> int:
    """Say what was recorded: its id, its number where it has one, and what it is."""
    done = outcome.result
    if run.out.as_json:
        number = {"number": done.number} if done.number is not None else {}
        run.out.document({"id": done.id, **number, **more})
    else:
        text = run.tr.gettext("{action} (id:{id})")
        action = sentences.action(run.tr, done.label, done.parameters)
        run.out.line(text.format(action=shown(action), id=done.id))
    return DONE
