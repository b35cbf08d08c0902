"""The plain facts of a client for paper: numbers, addresses, people."""

from __future__ import annotations

from collections.abc import Iterable

from smallcrm.domain.enums import HandleKind
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.own_values import own_value_text
from smallcrm.i18n.reached import address_line, label_words
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.shapes import ClientDetails, Email, Phone
from smallcrm.reports.layout import Fact
from smallcrm.reports.tables import Column, Table


def details(tr: I18n, facts: ClientDetails) -> list[Fact]:
    """List what is known, each with its name; what is not known is left out."""
    rows: list[Fact] = []

    def add(label: str, value: str | None) -> None:
        if value and value.strip():
            rows.append(Fact(label, value))

    add(tr.gettext("Phone"), _lines(_phone(tr, phone) for phone in facts.phones if not phone.of))
    add(tr.gettext("E-mail"), _lines(_email(tr, mail) for mail in facts.emails if not mail.of))
    for address in facts.addresses:
        label = label_words(tr, address.label or "") or tr.gettext("Address")
        add(label, address_line(tr, address))
    for handle in facts.handles:
        add(_handle(tr, handle.kind), handle.value)
    add(tr.gettext("Client number"), facts.code)
    add(tr.gettext("Tax number"), facts.tax_number)
    if facts.birthday:
        add(tr.gettext("Birthday"), tr.formats.date_long(facts.birthday))
    if facts.payment_term_days is not None:
        term = tr.ngettext("{count} day", "{count} days", facts.payment_term_days)
        add(
            tr.gettext("Payment term"),
            term.format(count=tr.formats.number(facts.payment_term_days)),
        )
    if facts.credit_limit is not None:
        add(tr.gettext("Credit limit"), tr.formats.money(facts.credit_limit))
    if facts.discount_percent is not None:
        add(tr.gettext("Discount"), tr.formats.percent(facts.discount_percent))
    if facts.on_hold:
        add(tr.gettext("On hold"), facts.hold_reason or tr.pgettext("own field", "yes"))
    add(tr.gettext("Came through"), facts.source)
    add(tr.gettext("Tags"), tr.pgettext("list", ", ").join(facts.tags))
    for value in facts.own:
        add(value.name, own_value_text(tr, value.kind, value.value, value.currency))
    return rows


def people_table(tr: I18n, facts: ClientDetails) -> Table:
    """List the people to talk to with their numbers."""
    table = Table(
        (
            Column(tr.pgettext("column", "Name"), grow=1.5, wraps=True),
            Column(tr.pgettext("column", "Role"), grow=1.5, wraps=True),
            Column(tr.pgettext("column", "Phone"), grow=1, wraps=True),
            Column(tr.pgettext("column", "E-mail"), grow=1, wraps=True),
        )
    )
    table.rows = [
        (
            person.name,
            person.role or "",
            _lines(_phone(tr, phone) for phone in facts.phones if phone.of == person.name),
            _lines(_email(tr, mail) for mail in facts.emails if mail.of == person.name),
        )
        for person in facts.contact_people
    ]
    return table.without_empty_columns()


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _phone(tr: I18n, phone: Phone) -> str:
    return _labelled(tr, phone.number, phone.label)


def _email(tr: I18n, email: Email) -> str:
    return _labelled(tr, email.address, email.label)


def _labelled(tr: I18n, value: str, label: str | None) -> str:
    if not label:
        return value
    # Translators: a phone number and its label, "086 123 4567 (mobile)"
    return tr.gettext("{value} ({label})").format(value=value, label=label_words(tr, label))


def _handle(tr: I18n, kind: str) -> str:
    try:
        return enum_name(tr, HandleKind(kind))
    except ValueError:  # a kind of a later version
        return kind
