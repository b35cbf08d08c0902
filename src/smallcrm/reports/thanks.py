"""A thank-you letter to whoever sent us a client; of the client it says nothing but the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.receivers import of_client
from smallcrm.reports.texts import common_values, own_text, paragraphs_of, text_of

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import ReferralDetail, ReferralShape, ReferralSummary
    from smallcrm.reports import Stationery
    from smallcrm.reports.document import Document
    from smallcrm.reports.receivers import Recipient

# A letter is set a little larger than the small print of tables.
_LETTER: Final = 1.14
_BETWEEN: Final = 8.0


@dataclass(frozen=True, slots=True)
class ThanksFacts:
    """What a letter says: who was sent, whether they were won, the referrer's credit.

    `earned` is what stands for this referral and did not lapse, `left` all referral credit that
    can be used today; `expires` the part of that which lapses next, and its last day.
    """

    client: str
    won: bool
    earned: tuple[Money, ...] = ()
    left: tuple[Money, ...] = ()
    expires: tuple[Money, date] | None = None


def check(referral: ReferralShape) -> None:
    """Refuse a letter for a client whom we sent away (`thanks_only_in`)."""
    if referral.direction is not ReferralDirection.IN:
        raise Refusal("thanks_only_in", field="referral")


def facts_of(detail: ReferralDetail, summary: ReferralSummary) -> ThanksFacts:
    """Gather what a letter says of a referral, and of the referrer's credit (`summary`)."""
    referral = detail.referral
    mine = [one for one in detail.credits if one.recipient.id == referral.counterpart.id]
    return ThanksFacts(
        client=referral.client.name,
        won=referral.outcome is ReferralOutcome.WON,
        earned=sum_by_currency(one.amount - one.taken_back - one.expired for one in mine),
        left=summary.left,
        expires=summary.expires,
    )


def title(tr: I18n) -> str:
    """Name the paper, which is what stands over the letter."""
    return tr.pgettext("paper", "Thank you")


def draw(
    document: Document, facts: ThanksFacts, referrer: Recipient, stationery: Stationery
) -> None:
    """Draw the letter."""
    tr, formats = stationery.tr, stationery.tr.formats
    shown = [(tr.pgettext("paper", "Date"), formats.date_long(stationery.clock.today()))]
    if referrer.code:
        shown.append((tr.gettext("Client number"), referrer.code))
    settings = stationery.settings
    values = values_of(facts, referrer, stationery)
    head = Head(
        name=text_of(settings, tr, "thanks.subject", values) or title(tr),
        to=tr.pgettext("letter", "To"),
        receiver=of_client(tr, referrer, settings.country),
        facts=tuple(shown),
    )
    work = PaperWork(document, stationery, head, settings)
    style = work.type.body.at(_LETTER)
    work.flow.space(12.0)
    if own_text(settings, tr, "thanks.body"):
        written = paragraphs_of(text_of(settings, tr, "thanks.body", values))
    else:
        written = [[text] for text in paragraphs(tr, facts, referrer.ref.name)]
    for lines in written:
        for text in lines:
            work.flow.paragraph(text, style)
        work.flow.space(_BETWEEN)
    owner = work.letterhead.name
    if owner:
        # Room for a signature by hand.
        work.flow.need(style.leading + 34.0)
        work.flow.space(34.0)
        work.flow.paragraph(owner, style)
    work.finish()


def values_of(facts: ThanksFacts, referrer: Recipient, stationery: Stationery) -> dict[str, str]:
    """Return what the owner's texts can be told of a letter of thanks."""
    return common_values(stationery, referrer.ref.name) | {"referred": facts.client}


def paragraphs(tr: I18n, facts: ThanksFacts, name: str) -> list[str]:
    """Return the letter's words, from the salutation to the regards."""
    found = [
        # Translators: how a letter begins
        tr.pgettext("letter", "Dear {name},").format(name=name),
        _thanks(tr, facts),
    ]
    if facts.earned:
        found.append(_credit(tr, facts))
    elif facts.left:
        text = tr.pgettext("letter", "For your referrals you have a credit of {amount} with us.")
        found.append(_with_use(tr, facts, text.format(amount=tr.formats.monies(facts.left))))
    found += [
        tr.pgettext(
            "letter", "If there is ever anything that we can do for you, please let us know."
        ),
        # Translators: how a letter ends, above the name
        tr.pgettext("letter", "With kind regards"),
    ]
    return found


def _thanks(tr: I18n, facts: ThanksFacts) -> str:
    if facts.won:
        text = tr.pgettext(
            "letter",
            "Thank you very much for sending {client} to us, who is our client now. There is no "
            "better recommendation than that of somebody who knows our work, and we are grateful "
            "for your trust.",
        )
    else:
        text = tr.pgettext(
            "letter",
            "Thank you very much for sending {client} to us. There is no better recommendation "
            "than that of somebody who knows our work, and we are grateful for your trust.",
        )
    return text.format(client=facts.client)


def _credit(tr: I18n, facts: ThanksFacts) -> str:
    earned = tr.formats.monies(facts.earned)
    if not facts.left:
        text = tr.pgettext(
            "letter", "As our thanks we have given you a credit of {amount}, which is used already."
        )
        return text.format(amount=earned)
    if facts.left == facts.earned:
        text = tr.pgettext("letter", "As our thanks we have given you a credit of {amount}.")
        return _with_use(tr, facts, text.format(amount=earned))
    text = tr.pgettext(
        "letter",
        "As our thanks we have given you a credit of {amount}. Of all the credit that you have "
        "earned, {left} is left.",
    )
    return _with_use(tr, facts, text.format(amount=earned, left=tr.formats.monies(facts.left)))


def _with_use(tr: I18n, facts: ThanksFacts, said: str) -> str:
    """Add what credit is good for, and until when a part of it is."""
    said = _joined(tr, said, tr.pgettext("letter", "You can use it for your next orders with us."))
    if facts.expires is not None:
        amount, last = facts.expires
        day = tr.formats.date_long(last)
        if facts.left == (amount,):
            more = tr.pgettext("letter", "It is good until {date}.").format(date=day)
        else:
            text = tr.pgettext("letter", "Of it, {amount} is good until {date}.")
            more = text.format(amount=tr.formats.money(amount), date=day)
        said = _joined(tr, said, more)
    return said


def _joined(tr: I18n, first: str, second: str) -> str:
    return tr.pgettext("sentences", "{first} {second}").format(first=first, second=second)
