"""What the parts of a card show, made of what was read: plain data, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smallcrm.domain import phone
from smallcrm.domain.enums import QuoteState
from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n.level_words import level_reason
from smallcrm.i18n.reached import label_words
from smallcrm.i18n.sentences import (
    DebtSentence,
    card_title,
    debt,
    enum_name,
    method_name,
    refusal,
    sentence_start,
    trouble,
)
from smallcrm.queries.facts import debt_facts
from smallcrm.reports.timeline_words import contact_name, duration
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, SMALL_STRONG
from smallcrm.ui.widgets.banner import BannerAction, BannerContent
from smallcrm.ui.widgets.charts import Quarter
from smallcrm.ui.widgets.facts import Fact
from smallcrm.ui.widgets.painting import Run, one_line
from smallcrm.ui.widgets.pinned import PinnedNote

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.queries.shapes import ClientCard, ClientDetails, Phone
    from smallcrm.queries.shapes import (
        Curve as CurveShape,
    )
    from smallcrm.queries.shapes import (
        Quarter as QuarterShape,
    )
    from smallcrm.queries.trade_shapes import QuoteShape

_PINNED_LINES: Final = 8
_NOTE_LINES: Final = 3
_LINE: Final = 44
MOST_PHONES: Final = 3
_RECENT_DAYS: Final = 59
_GAP: Final = "  "
_LAPSING: Final = 8


@dataclass(frozen=True, slots=True)
class Calling:
    """A call that is on the line: its number, who turned to whom, and what was logged of it.

    `talking` once it was answered; `over` when it has ended, and was the last thing that happened.
    """

    number: str
    outgoing: bool = False
    interaction: int | None = None
    talking: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number as the head shows it: number, label and whose it is; `dialled` is how to call it."""

    icon: str
    runs: tuple[Run, ...]
    calling: bool = False
    dialled: str = ""


def sentence_of(tr: I18n, card: ClientCard) -> DebtSentence:
    """Make the card's sentence of debt."""
    return debt(tr, debt_facts(card.balance), on_screen=True)


def window_title(tr: I18n, card: ClientCard, sentence: DebtSentence) -> str:
    """Name the window for the task bar: who it is, what they owe, which program."""
    title = card_title(tr, one_line(card.details.ref.name), sentence)
    # Translators: the title of a window; {title} says what is in it
    return tr.pgettext("window", "{title} – Small CRM").format(title=title)


def banner(sentence: DebtSentence) -> BannerContent:
    """Break the sentence of debt into the banner's lines."""
    strong = (sentence.emphasis,) if sentence.emphasis else ()
    return BannerContent(
        variant=sentence.tone.value,
        headline=sentence.headline,
        sentence=sentence.whole,
        second=sentence.detail,
        second_strong=strong,
        third=sentence.third,
    )


def banner_action(tr: I18n, *, owes: bool, can_undo: bool, undo_key: str) -> BannerAction | None:
    """Offer what comes next: to take a payment, or to take back the one just recorded."""
    if owes:
        return BannerAction(tr.gettext("Take payment"), "P")
    if can_undo:
        return BannerAction(tr.gettext("Undo"), undo_key, "undo-2", primary=False)
    return None


def pinned_count(notes: Sequence[NoteShape]) -> int:
    """Return how many pinned notes have room at the top: at least one, about eight lines."""
    lines = 0
    for number, note in enumerate(notes):
        parts = note.text.splitlines()
        lines += min(_NOTE_LINES, sum(1 + len(part) // _LINE for part in parts) or 1)
        if lines > _PINNED_LINES:
            return max(1, number)
    return len(notes)


def pinned_notes(tr: I18n, notes: Sequence[NoteShape]) -> tuple[PinnedNote, ...]:
    """Show the newest pinned notes, each with who said it and when, or until when it holds."""
    shown = notes[: pinned_count(notes)]
    return tuple(PinnedNote(note.id, note.text, _noted(tr, note)) for note in shown)


def more_pinned(tr: I18n, notes: Sequence[NoteShape]) -> str:
    """Say that more notes are pinned than have room at the top."""
    rest = len(notes) - pinned_count(notes)
    if rest <= 0:
        return ""
    text = tr.ngettext(
        "{count} more pinned note, below among the notes",
        "{count} more pinned notes, below among the notes",
        rest,
    )
    return text.format(count=tr.formats.number(rest))


def _noted(tr: I18n, note: NoteShape) -> str:
    when = _noted_when(tr, note)
    if note.said_by is None:
        return when
    # Translators: who said what was noted, and when or until when: "Judith, until 31 May"
    return tr.pgettext("note", "{name}, {when}").format(name=one_line(note.said_by.name), when=when)


def _noted_when(tr: I18n, note: NoteShape) -> str:
    if note.expires is not None:
        words = tr.pgettext("note", "until {date}")
        return words.format(date=tr.formats.date_brief(note.expires))
    day = tr.formats.clock.local(note.at).date()
    if (tr.formats.clock.today() - day).days > _RECENT_DAYS:
        return tr.formats.date_short(day)
    # Translators: when a note was written: "Noted 3 weeks ago", "Noted today 10:42"
    return tr.gettext("Noted {when}").format(when=tr.formats.ago(note.at))


def facts(tr: I18n, card: ClientCard, calling: Calling | None = None) -> tuple[Fact, Fact, Fact]:
    """Say when they were last spoken to, what they bought last and the last price quoted.

    Where nothing was ever quoted the last payment stands in its place.
    """
    third = _last_payment(tr, card) if card.last_quote is None else _last_quote(tr, card.last_quote)
    return _last_contact(tr, card, calling), _last_sale(tr, card), third


def _last_contact(tr: I18n, card: ClientCard, calling: Calling | None) -> Fact:
    label = tr.gettext("Last contact")
    # The call that is on the line now is not news: the one before it is.
    present = calling.interaction if calling else None
    last = next((item for item in card.last_interactions if item.id != present), None)
    if last is None:
        return Fact(label, tr.gettext("None yet"))
    what = contact_name(tr, last)
    # Translators: {what} is a call, a visit, ...; {when} is "6 days ago" or "today 10:42"
    value = tr.pgettext("contact", "{what}, {when}").format(what=what, when=tr.formats.ago(last.at))
    day = tr.formats.clock.local(last.at).date()
    about = one_line(last.summary or "")
    if not about and last.contact_person is not None:
        about = one_line(last.contact_person.name)
    about = about or duration(tr, last)
    if day == tr.formats.clock.today():
        return Fact(label, value, sentence_start(about))
    date_text = tr.formats.date_brief(day)
    if not about:
        return Fact(label, value, date_text)
    # Translators: a date and what a contact was about
    second = tr.pgettext("contact", "{date}: {about}").format(date=date_text, about=about)
    return Fact(label, value, second)


def _last_sale(tr: I18n, card: ClientCard) -> Fact:
    label = tr.gettext("Last sale")
    if not card.last_sales:
        return Fact(label, tr.gettext("None yet"))
    sale = card.last_sales[0]
    value = _dated(tr, tr.formats.money(sale.total), sale.on)
    return Fact(label, value, one_line(sale.title), opens="last_sale")


def _last_quote(tr: I18n, quote: QuoteShape) -> Fact:
    label = tr.gettext("Last price quoted")
    value = tr.formats.money(quote.total)
    until = quote.valid_until
    if quote.state not in {QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED}:
        # Translators: what became of a quote, and of which day it was: "Lapsed, 3 May"
        second = tr.gettext("{state}, {date}").format(
            state=enum_name(tr, quote.state), date=tr.formats.date_brief(quote.on)
        )
        return Fact(label, value, second, opens="last_quote")
    if until is None:
        return Fact(label, value, one_line(quote.title), opens="last_quote")
    days = (until - tr.formats.clock.today()).days
    # Translators: until when a quoted price holds, and in how many days that is
    second = tr.ngettext("Until {date}, {count} day", "Until {date}, {count} days", days).format(
        date=tr.formats.date_brief(until), count=tr.formats.number(days)
    )
    return Fact(label, value, second, "soon" if days < _LAPSING else "plain", opens="last_quote")


def _last_payment(tr: I18n, card: ClientCard) -> Fact:
    label = tr.gettext("Last payment")
    balance = card.balance
    if balance.last_paid is None or balance.last_paid_on is None:
        return Fact(label, tr.gettext("None yet"))
    value = _dated(tr, tr.formats.money(balance.last_paid), balance.last_paid_on)
    method = method_name(tr, balance.last_paid_method) if balance.last_paid_method else ""
    return Fact(label, value, one_line(method))


def _dated(tr: I18n, amount: str, day: date) -> str:
    formats = tr.formats
    # A third of a card has no room for a whole date.
    this_year = day.year == formats.clock.today().year
    shown = formats.date_brief(day) if this_year else formats.month_year_short(day)
    # Translators: an amount of money and the day of a sale or payment
    return tr.gettext("{amount}, {date}").format(amount=amount, date=shown)


def second_line(tr: I18n, details: ClientDetails) -> str:
    """Say which organisation they belong to, and where they are."""
    organisation = details.ref.organisation or ""
    if organisation == details.ref.name:
        organisation = ""
    town = next((item.locality for item in details.addresses if item.locality), "")
    if organisation and town and town not in organisation:
        # Translators: an organisation and its town
        return tr.pgettext("organisation", "{organisation}, {town}").format(
            organisation=organisation, town=town
        )
    return organisation or town


def level_tip(tr: I18n, details: ClientDetails) -> str:
    """Say why this level, and which key changes it."""
    lines = [tr.gettext("Change the level (L)")]
    if details.level_reason is not None:
        lines.insert(0, level_reason(tr, details.ref.level, details.level_reason))
    elif details.level_by_hand:
        lines.insert(0, tr.pgettext("level", "Set by hand"))
    return "\n".join(lines)


def phone_lines(
    tr: I18n, details: ClientDetails, calling: Calling | None, country: str
) -> tuple[PhoneLine, ...]:
    """List the numbers, the one on the line first, at most three."""
    lines: list[PhoneLine] = []
    calling = None if calling is None or calling.over else calling
    present = phone.parse(calling.number, country) if calling else None
    found = False
    for number in details.phones:
        on_line = not found and present is not None and phone.same_number(_parsed(number), present)
        found = found or on_line
        line = _phone_line(tr, number, calling if on_line else None)
        lines.insert(0, line) if on_line else lines.append(line)
    if calling is not None and not found and calling.number:
        unknown = PhoneLine("phone", (Run(calling.number, BODY),), dialled=calling.number)
        lines.insert(0, _on_line(tr, unknown, calling, calling.number, ""))
    return tuple(lines[:MOST_PHONES])


def _parsed(number: Phone) -> phone.ParsedPhone:
    return phone.parse(number.e164 or number.number, "")


def phone_about(tr: I18n, number: Phone) -> str:
    """Say whose a number is and of what kind: `Judith, office`."""
    parts = []
    if number.of:
        parts.append(one_line(number.of))
        if number.of_role:
            parts.append(one_line(number.of_role))
    if number.label:
        parts.append(label_words(tr, number.label))
    # Translators: between a person and their phone number's label, "Judith, office"
    return tr.pgettext("phone number", ", ").join(parts)


def _phone_line(tr: I18n, number: Phone, calling: Calling | None) -> PhoneLine:
    about = phone_about(tr, number)
    runs = [Run(number.number, BODY)]
    if about:
        runs.append(Run(_GAP + about, SMALL, "second"))
    line = PhoneLine("phone", tuple(runs), dialled=to_dial(number))
    return _on_line(tr, line, calling, number.number, about) if calling else line


def _on_line(tr: I18n, line: PhoneLine, calling: Calling, number: str, about: str) -> PhoneLine:
    icon = "phone-outgoing" if calling.outgoing else "phone-incoming"
    now = tr.gettext("being called") if calling.outgoing else tr.gettext("calling now")
    if calling.talking:
        icon, now = "phone-call", tr.pgettext("call", "on the line")
    runs = [Run(number, BODY_STRONG, "ok")]
    if about:
        # Translators: {about} is whose number it is, {now} says that it is on the line
        text = tr.pgettext("phone number", "{about}: {now}").format(about=about, now="\0")
        before, _, after = text.partition("\0")
        runs.append(Run(_GAP + before, SMALL, "ok"))
        runs.append(Run(now + after, SMALL_STRONG, "ok"))
    else:
        runs.append(Run(_GAP + now, SMALL_STRONG, "ok"))
    return PhoneLine(icon, tuple(runs), calling=True, dialled=line.dialled)


def to_dial(number: Phone) -> str:
    """Return a number as it is dialled: in the international form where that is known."""
    if number.e164 is None:
        return number.number
    return f"{number.e164} ext {number.extension}" if number.extension else number.e164


def numbers_to_dial(tr: I18n, details: ClientDetails) -> tuple[tuple[str, str], ...]:
    """List all numbers: how each is dialled, and how it is shown with whose it is."""
    return tuple(
        (to_dial(item), one_line(f"{item.number}  {phone_about(tr, item)}".strip()))
        for item in details.phones
    )


def sent_by(tr: I18n, card: ClientCard) -> str:
    """Say who sent them to us and when: `Sent by Henrik Dahl, Sep 2021`."""
    if card.referred_by is None:
        return ""
    # Translators: who sent a client to us, and in which month
    return tr.gettext("Sent by {name}, {date}").format(
        name=one_line(card.referred_by.counterpart.name),
        date=tr.formats.month_year_short(card.referred_by.on),
    )


def curve_legend(tr: I18n, curve: CurveShape | None) -> str:
    """Say what the bars are: money, in which currency where several were brought into one."""
    if curve is None or not (curve.converted or curve.missing):
        return tr.gettext("money received")
    currency = tr.formats.currency_word(curve.currency)
    if curve.missing:
        missing = tr.formats.list_sentence([tr.formats.currency_word(one) for one in curve.missing])
        # Translators: what a chart's bars are; {missing} are currencies without an exchange rate
        return tr.gettext("received in {currency}, without {missing}").format(
            currency=currency, missing=missing
        )
    return tr.gettext("received, converted to {currency}").format(currency=currency)


def curve(tr: I18n, quarters: Sequence[QuarterShape]) -> tuple[Quarter, ...]:
    """Draw the relation: money of the curve's currency and contacts, by quarter."""
    points: list[Quarter] = []
    for item in quarters:
        # Translators: a quarter of a year, "Q3 2025"
        label = tr.gettext("Q{quarter} {year}").format(quarter=item.quarter, year=item.year)
        contacts = tr.ngettext("{count} contact", "{count} contacts", item.contacts).format(
            count=tr.formats.number(item.contacts)
        )
        # Translators: a quarter, what was paid in it and how often there was contact
        tip = tr.gettext("{quarter}: {paid}, {contacts}").format(
            quarter=label, paid=tr.formats.monies(item.paid), contacts=contacts
        )
        height = float(item.drawn.major) if item.drawn is not None else 0.0
        points.append(Quarter(label, height, item.contacts, tip))
    return tuple(points)


def has_curve(quarters: Sequence[QuarterShape]) -> bool:
    """Tell whether there is anything to draw."""
    return any(item.contacts or item.paid for item in quarters)


def failure(tr: I18n, error: Exception) -> str:
    """Say why something was not done; what was typed stays where it is."""
    if isinstance(error, Refusal):
        return refusal(tr, error)
    if isinstance(error, DataFileError):
        return trouble(tr, error)
    return tr.gettext("That did not work. What you typed is still here; please try again.")


def gone_banner(tr: I18n) -> tuple[BannerContent, BannerAction]:
    """Say that the client is not in the file any more."""
    headline = tr.gettext("No longer in the file")
    second = tr.gettext("This client was undone or removed. Undo brings them back.")
    sentence = tr.pgettext("sentences", "{first} {second}").format(
        first=f"{headline}.", second=second
    )
    content = BannerContent("plain", headline, sentence, second, icon="info")
    return content, BannerAction(tr.gettext("Close"), "Esc", primary=False)


def unread_banner(tr: I18n, error: Exception) -> tuple[BannerContent, BannerAction]:
    """Say that the card could not be read, and why."""
    headline, why = tr.gettext("This card could not be read"), failure(tr, error)
    content = BannerContent("plain", headline, why, why, icon="circle-alert")
    return content, BannerAction(tr.gettext("Try again"), primary=False)
