"""The texts of imported clients, made fit to be kept before anything is compared."""

from __future__ import annotations

from dataclasses import replace

from smallcrm.domain.records import AddressText, ClientRecord
from smallcrm.domain.text import clean_line, clean_text, optional_line


def cleaned(record: ClientRecord) -> ClientRecord:
    """Clean every text of a record before anything of it is added; a Refusal is for the whole."""

    def line(text: str | None, name: str) -> str | None:
        return optional_line(text, field=name)

    def said(text: str, name: str) -> str:
        return clean_line(text, field=name)

    return replace(
        record,
        name=said(record.name, "name"),
        code=line(record.code, "code"),
        organisation=line(record.organisation, "organisation"),
        source=line(record.source, "source"),
        language=line(record.language, "language"),
        tax_number=line(record.tax_number, "tax_number"),
        referred_by=line(record.referred_by, "referred_by"),
        phones=tuple(
            replace(item, number=said(item.number, "phones"), label=said(item.label, "phones"))
            for item in record.phones
        ),
        emails=tuple(
            replace(item, address=said(item.address, "emails"), label=said(item.label, "emails"))
            for item in record.emails
        ),
        addresses=tuple(
            AddressText(
                label=said(item.label, "addresses"),
                street=said(item.street, "addresses"),
                locality=said(item.locality, "addresses"),
                region=said(item.region, "addresses"),
                postal_code=said(item.postal_code, "addresses"),
                country=said(item.country, "addresses"),
                text=clean_text(item.text, field="addresses", longest=2000),
            )
            for item in record.addresses
        ),
        handles=tuple(
            replace(item, value=said(item.value, "handles"))
            for item in record.handles
            if item.value.strip()
        ),
        tags=tuple(filter(None, (said(tag, "tags") for tag in record.tags))),
        notes=tuple(filter(None, (clean_text(note, field="note") for note in record.notes))),
    )
