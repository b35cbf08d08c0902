"""What the window shows of hits and of its head: plain data made of shapes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.debt import DebtFacts
from smallcrm.i18n.names import initials
from smallcrm.i18n.sentences import debt
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.widgets.hits import HitRow
from smallcrm.ui.widgets.painting import Ranges

if TYPE_CHECKING:
    from smallcrm.queries.shapes import ClientHit, Match, MatchKind, Owed
    from smallcrm.queries.today_shapes import Overview

DOT: Final = " • "


def spans(ranges: Ranges, offset: int = 0) -> Ranges:
    """Turn a match's ranges (start, length) into what is painted: (begin, end), moved along."""
    return tuple((offset + start, offset + start + length) for start, length in ranges)


def owed_facts(owed: Sequence[Owed], oldest_due: date | None, **more: object) -> DebtFacts:
    """Make the facts of a debt of what lists know of it."""
    return DebtFacts(
        owed=tuple(part.amount for part in owed),
        overdue=tuple(part.overdue for part in owed if part.overdue),
        oldest_due=oldest_due,
        **more,  # type: ignore[arg-type]
    )


def hit_row(tr: I18n, hit: ClientHit) -> HitRow:
    """Show a hit: who it is, how to tell, what matched, what they owe."""
    from smallcrm.queries.shapes import MatchKind

    client = hit.client
    sentence = debt(
        tr,
        owed_facts(
            hit.owed, hit.oldest_due, ever_bought=hit.ever_bought, last_paid_on=hit.last_paid_on
        ),
        on_screen=True,
    )
    by_kind = {match.kind: match for match in hit.matched_on}
    title = by_kind.get(MatchKind.NAME)
    organisation = by_kind.get(MatchKind.ORGANISATION)
    second, ranges, strong = _second_line(tr, hit, by_kind)
    return HitRow(
        id=client.id,
        title=client.name,
        title_ranges=spans(title.ranges) if title and title.text == client.name else (),
        badge=level_badge(tr, client.level),
        organisation=client.organisation or "",
        organisation_ranges=spans(organisation.ranges) if organisation else (),
        second=second,
        second_ranges=ranges,
        second_strong=strong,
        amount=sentence.short,
        amount_tone=sentence.tone.value,
        amount_second=sentence.short_detail,
        initials=initials(client.name),
        avatar_seed=str(client.id),
        accessible_text=tr.gettext("{client}, {debt}, {found}").format(
            client=client.name, debt=sentence.whole, found=second
        ),
    )


def _second_line(
    tr: I18n, hit: ClientHit, by_kind: dict[MatchKind, Match]
) -> tuple[str, Ranges, int]:
    """Put together the number, its label, and what matched, each with its matched letters."""
    from smallcrm.queries.shapes import MatchKind

    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    strong = 0
    phone = by_kind.get(MatchKind.PHONE)
    shown = next((item for item in hit.phones if phone and item.number == phone.text), None)
    shown = shown or (hit.phones[0] if hit.phones else None)
    length = 0
    if shown is not None:
        text = shown.number
        strong = len(text)
        if phone is not None and phone.text == text:
            ranges += spans(phone.ranges)
        of = tr.formats.list_sentence([shown.of]) if shown.of else (shown.label or "")
        parts.append(f"{text} {of}".strip())
        length = len(parts[0])
    reason = _reason(tr, hit.matched_on)
    if reason is not None:
        text, found = reason
        offset = length + (len(DOT) if parts else 0)
        ranges += spans(found, offset)
        parts.append(text)
    elif hit.last_contact_at is not None:
        ago = tr.formats.ago(hit.last_contact_at)
        parts.append(tr.gettext("spoke {when}").format(when=ago))
    return DOT.join(parts), tuple(ranges), strong


def _reason(tr: I18n, matches: Sequence[Match]) -> tuple[str, Ranges] | None:
    """Say why somebody is in the list, where the name and number do not say it."""
    from smallcrm.queries.shapes import MatchKind

    templates = {
        MatchKind.REFERRER: tr.gettext("sent by {text}"),
        MatchKind.PURCHASE: tr.gettext("bought: {text}"),
        MatchKind.QUOTED: tr.gettext("quoted: {text}"),
        MatchKind.SENT_FOR: tr.gettext("sent for: {text}"),
        MatchKind.SALE_NUMBER: tr.gettext("sale {text}"),
        MatchKind.QUOTE_NUMBER: tr.gettext("quote {text}"),
        MatchKind.INVOICE_NUMBER: tr.gettext("invoice {text}"),
        MatchKind.AMOUNT: tr.gettext("amount: {text}"),
        # Translators: the name of a file by which a client was found
        MatchKind.DOCUMENT: tr.gettext("file: {text}"),
        MatchKind.NOTE: tr.gettext("note: “{text}”"),
        MatchKind.CONTACT_PERSON: tr.gettext("contact: {text}"),
        MatchKind.EMAIL: "{text}",
        MatchKind.CODE: tr.gettext("code {text}"),
        MatchKind.TAG: tr.gettext("tag {text}"),
        # Translators: the name of a field that the owner defined, and what a client has in it
        MatchKind.OWN_FIELD: tr.gettext("{name}: {text}"),
        MatchKind.HANDLE: "{text}",
        MatchKind.ADDRESS: "{text}",
        MatchKind.SPELLING: tr.gettext("similar: {text}"),
    }
    for match in matches:
        template = templates.get(match.kind)
        if template is None:
            continue
        before, _, after = template.partition("{text}")
        before = before.replace("{name}", match.name or "")
        moved = tuple((len(before) + start, size) for start, size in match.ranges)
        text = match.text if match.amount is None else tr.formats.money(match.amount)
        return before + text + after, moved
    return None


def summary(tr: I18n, overview: Overview, currency: str) -> str:
    """Say under the date how many owe and how much, first in the file's currency."""
    if not overview.owing:
        return tr.gettext("Nobody owes anything")
    owed = short_sum(tr, overview.owed, currency)
    if not overview.overdue:
        return tr.ngettext(
            "{count} client owes {owed}, nothing overdue",
            "{count} clients owe {owed}, nothing overdue",
            overview.owing,
        ).format(count=tr.formats.number(overview.owing), owed=owed)
    return tr.ngettext(
        "{count} client owes {owed}, {overdue} overdue",
        "{count} clients owe {owed}, {overdue} overdue",
        overview.owing,
    ).format(
        count=tr.formats.number(overview.owing),
        owed=owed,
        overdue=tr.formats.amount_beside(_own(overview.overdue, currency)),
    )


def owing(tr: I18n, overview: Overview, currency: str) -> str:
    """Say the same in the status bar, in few words."""
    if not overview.owing:
        return ""
    return tr.gettext("{count} owe {amount}").format(
        count=tr.formats.number(overview.owing), amount=short_sum(tr, overview.owed, currency)
    )


def short_sum(tr: I18n, amounts: Sequence[Money], currency: str) -> str:
    """Write a sum that must stay short: amounts of several currencies are never added."""
    own = tr.formats.money(_own(amounts, currency))
    return own if len(amounts) == 1 else tr.gettext("{amount} and more").format(amount=own)


def _own(amounts: Sequence[Money], currency: str) -> Money:
    """Return the amount in the file's currency, or the first where there is none in it."""
    return next((amount for amount in amounts if amount.currency == currency), amounts[0])
