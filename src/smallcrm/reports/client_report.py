"""The client report: the card on paper, for the owner's own eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smallcrm.domain.enums import Level
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import address_line
from smallcrm.i18n.referral_words import summary_words
from smallcrm.i18n.sentences import Tone, debt, enum_name, interaction_name
from smallcrm.i18n.trade import pays_after, pays_late
from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.queries.facts import debt_facts
from smallcrm.queries.referral_shapes import ReferralShape, RewardCredit
from smallcrm.queries.shapes import ClientCard, PaymentShape, TimelineKind
from smallcrm.queries.trade_shapes import ContractShape
from smallcrm.reports import Notes, Stationery
from smallcrm.reports import style as house
from smallcrm.reports.client_details import details, people_table
from smallcrm.reports.client_facts import (
    contacts_of,
    currencies_of,
    last_quote,
    oldest_due_first,
    sales_of,
    whole_timeline,
)
from smallcrm.reports.client_tables import ClientTables, unused_credit
from smallcrm.reports.document import Document
from smallcrm.reports.furniture import Running, draw_letterhead, footer, running_head
from smallcrm.reports.icons import Icon
from smallcrm.reports.internal import INTERNAL
from smallcrm.reports.layout import Fact, Flow, baseline
from smallcrm.reports.ledger_tables import LedgerTables, ageing_of
from smallcrm.reports.letterhead import letterhead_of
from smallcrm.reports.relation_tables import RelationTables
from smallcrm.reports.text import Line, Span, Style

# Said in both languages, whoever prints it, so that nobody hands it to a client by mistake.

_ICONS = {
    Tone.DEBT: Icon.ALERT,
    Tone.SOON: Icon.CLOCK,
    Tone.OK: Icon.CHECK,
    Tone.PLAIN: Icon.CLOCK,
}
_LAST_PAYMENTS = 5
_TITLE_SIZES = (1.0, 0.82, 0.66)


def draw(
    document: Document,
    card: ClientCard,
    stationery: Stationery,
    *,
    notes: Notes = "all",
    rewards: Sequence[RewardCredit] = (),
    contracts: Sequence[ContractShape] = (),
    chosen: frozenset[int] | None = None,
) -> None:
    """Draw the paper; `rewards` are the client's referral credits.

    `chosen` are the ids of the notes that stand on it, in their section and in the timeline; None
    leaves that to `notes`.
    """
    _ClientReport(document, card, stationery, notes, rewards, contracts, chosen).draw()


class _ClientReport:
    """One report being made."""

    def __init__(
        self,
        document: Document,
        card: ClientCard,
        stationery: Stationery,
        notes: Notes,
        rewards: Sequence[RewardCredit],
        contracts: Sequence[ContractShape],
        chosen: frozenset[int] | None,
    ) -> None:
        self._card = card
        self._rewards = rewards
        self._contracts = contracts
        self._chosen = chosen
        self._stationery = stationery
        self._notes = notes
        self._tr: I18n = stationery.tr
        self._clock = stationery.clock
        self._letterhead = letterhead_of(stationery.settings, self._tr.language)
        self._type = house.type_for(self._tr.language, self._letterhead)
        name = card.details.ref.name
        self._kicker = self._tr.gettext("Client report")
        self._document = document
        now = self._tr.formats.instant(self._clock.now())
        self._made = now
        running = Running(
            name,
            # Translators: the head of a page: kind of report, "internal", when it was printed
            self._tr.gettext("{report}, {internal}, {date}").format(
                report=self._kicker, internal=INTERNAL, date=now
            ),
        )
        self._flow = Flow(
            self._document,
            self._type,
            running_head(self._document.typesetter, self._type, running),
        )
        currencies = currencies_of(card, contracts)
        self._currency = currencies[0] if len(currencies) == 1 else None
        one = self._currency is not None
        self._ledger = LedgerTables(self._tr, self._type, self._clock.today(), one_currency=one)
        self._relations = RelationTables(self._tr, one_currency=one)
        self._tables = ClientTables(self._tr, self._type, one_currency=one)

    def draw(self) -> None:
        draw_letterhead(self._flow, self._letterhead)
        self._title()
        self._debt()
        self._facts()
        self._open_sales()
        self._chasing()
        self._credit()
        self._last_payments()
        self._note_section()
        self._referrals()
        self._follow_ups()
        self._agreements()
        self._details()
        self._timeline()
        self._sales()
        self._all_payments()
        text = self._tr.gettext(
            "For the owner only. The statement for the client leaves out notes and referrals."
        )
        self._document.end_part(footer(self._flow.set, self._type, self._tr, text))

    # The head.

    def _title(self) -> None:
        flow, type_ = self._flow, self._type
        sheet = flow.sheet
        aside = [flow.set.line(self._made, type_.aside)]
        if self._currency is not None:
            aside.append(flow.set.line(self._amounts_in(self._currency), type_.aside))
        y = flow.y
        for line in aside:
            flow.page.text_right(line, sheet.right, y + baseline(type_.kicker))
            y += type_.aside.leading
        kicker = flow.set.line(self._kicker, type_.kicker)
        at = flow.y + baseline(type_.kicker)
        flow.page.text(kicker, sheet.left, at)
        self._internal_mark(sheet.left + kicker.width + 8, at)
        flow.y += type_.kicker.leading + 3.5
        width = sheet.measure - max(line.width for line in aside) - 20
        name = self._card.details.ref.name
        flow.page.bookmark(name, flow.y - type_.kicker.leading)
        lines, style = self._fitted_title(name, width)
        flow.lines(lines, style)
        flow.y += 1.5
        for text in self._lead():
            flow.lines(flow.set.wrapped(text, type_.lead, sheet.measure), type_.lead)
        flow.y += 12.0

    def _internal_mark(self, x: float, at: float) -> None:
        flow, style = self._flow, self._type.foot
        line = flow.set.line(INTERNAL, style)
        flow.page.frame(x, at - 8.4, line.width + 8, 11.2, house.FAINT)
        flow.page.text(line, x + 4, at - 0.2)

    def _fitted_title(self, name: str, width: float) -> tuple[list[Line], Style]:
        for scale in _TITLE_SIZES:
            style = self._type.title.at(scale)
            lines = self._flow.set.wrapped(name, style, width)
            if len(lines) <= 1:
                break
        return lines, style

    def _amounts_in(self, currency: str) -> str:
        tr = self._tr
        word = tr.formats.currency_word(currency)
        if word != currency:
            # Translators: a currency's name and code, as in 元 (CNY)
            word = tr.gettext("{currency} ({code})").format(currency=word, code=currency)
        return tr.gettext("Amounts in {currency}").format(currency=word)

    def _lead(self) -> list[str]:
        """Say below the name who the client is."""
        tr, facts = self._tr, self._card.details
        place = [facts.ref.organisation or ""]
        place += [address_line(tr, address) for address in facts.addresses[:1]]
        month = tr.formats.month_year(self._clock.local(facts.created_at).date())
        since = tr.gettext("Client since {month}").format(month=month)
        referral = self._card.referred_by
        if referral is not None:
            sender, organisation = referral.counterpart.name, referral.counterpart.organisation
            if organisation and organisation != sender:
                # Translators: inside a sentence, a person and their organisation
                sender = tr.gettext("{name} ({organisation})").format(
                    name=sender, organisation=organisation
                )
            since = tr.gettext("Client since {month}, sent by {name}").format(
                month=month, name=sender
            )
        text = since
        if facts.ref.level is not Level.STANDARD:
            # Translators: a client's level and since when they have been one
            text = tr.gettext("{level}. {since}").format(
                level=enum_name(tr, facts.ref.level), since=since
            )
        first = tr.pgettext("address", ", ").join(filter(None, place))
        return [first, text] if first else [text]

    def _debt(self) -> None:
        flow, type_, card = self._flow, self._type, self._card
        facts = debt_facts(card.balance)
        sentence = debt(self._tr, facts)
        whole = debt(self._tr, replace(facts, credit=())).whole  # credit stands in the line below
        alarm = sentence.tone is Tone.DEBT
        strong = type_.headline_alarm if alarm else type_.headline_strong
        rest = whole.removeprefix(sentence.headline)
        inset, icon_size = 41.5, 16.0
        width = flow.sheet.measure - inset - 11
        lines = flow.set.wrapped_spans(
            [Span(sentence.headline, strong), Span(rest, type_.headline)], width
        )
        below = flow.set.wrapped(sentence.aside, type_.soft, width)
        leading = type_.headline.leading
        height = 22.0 + len(lines) * leading + len(below) * type_.soft.leading
        height += 2.5 if below else 0.0
        flow.need(height)
        sheet, top = flow.sheet, flow.y
        flow.page.frame(sheet.left + 0.25, top, sheet.measure - 0.5, height, house.INK)
        flow.page.block(
            sheet.left, top - 0.25, 3.5, height + 0.5, house.RED if alarm else house.INK
        )
        flow.page.icon(
            _ICONS[sentence.tone],
            sheet.left + 15.5,
            top + 11.0 + (leading - icon_size) / 2,
            icon_size,
            house.RED if alarm else house.INK,
        )
        flow.y += 11.0
        flow.lines(lines, type_.headline, sheet.left + inset)
        if below:
            flow.y += 2.5
            flow.lines(below, type_.soft, sheet.left + inset)
        flow.y = top + height

    def _facts(self) -> None:
        tr, card = self._tr, self._card
        facts = []
        contacts = contacts_of(card)
        if contacts:
            last = contacts[0]
            day = tr.formats.date_long(self._clock.local(last.at).date())
            # Translators: a kind of contact or an amount, and its date
            value = tr.gettext("{what}, {date}").format(
                what=interaction_name(tr, last.kind, last.direction), date=day
            )
            facts.append(Fact(tr.gettext("Last contact"), value, last.summary or ""))
        if card.last_sales:
            sale = max(card.last_sales, key=lambda sale: (sale.on, sale.id))
            value = tr.gettext("{what}, {date}").format(
                what=tr.formats.money(sale.total), date=tr.formats.date_long(sale.on)
            )
            facts.append(Fact(tr.gettext("Last sale"), value, sale.title))
        if card.last_quote is not None:
            facts.append(last_quote(tr, card.last_quote))
        own = [phone for phone in card.details.phones if phone.of is None]
        mail = next((email.address for email in card.details.emails if email.of is None), "")
        if own:
            facts.append(Fact(tr.gettext("Phone"), own[0].number, mail))
        elif mail:
            facts.append(Fact(tr.gettext("E-mail"), mail))
        habit = card.habit
        if habit is not None and habit.days_to_pay is not None:
            after = pays_after(tr, habit.days_to_pay)
            facts.append(Fact(tr.gettext("Pays"), after, pays_late(tr, habit.days_late)))
        if facts:
            self._flow.space(14.0)
            self._flow.facts(facts, gap_below=5.0)

    # Money.

    def _open_sales(self) -> None:
        tr, flow, sales = self._tr, self._flow, self._card.open_sales
        if not sales:
            return
        flow.section(tr.gettext("Open sales"), keep=70)
        currencies = sorted({sale.total.currency for sale in sales})
        for number, currency in enumerate(currencies):
            of_currency = [sale for sale in sales if sale.total.currency == currency]
            if self._currency is None:
                flow.space(13.0 if number else 2.0)
                flow.subsection(self._amounts_in(currency), keep=60)
            table = self._ledger.open_sales(oldest_due_first(of_currency))
            table.keep = 10.0 + flow.bars_height
            table.draw(flow)
            flow.space(10.0)
            ageing = ageing_of(of_currency, currency, self._clock.today())
            flow.bars(self._ledger.ageing_bars(ageing))

    def _chasing(self) -> None:
        """Show why it is still owed: what was promised, and how often we reminded."""
        card = self._card
        if not card.open_sales:
            return
        kinds = {TimelineKind.PROMISE, TimelineKind.REMINDER}
        entries = [entry for entry in card.timeline if entry.kind in kinds]
        if entries:
            self._flow.section(self._tr.gettext("Reminders and promises"))
            self._tables.chasing(entries).draw(self._flow)

    def _credit(self) -> None:
        if payments := unused_credit(self._card, self._clock.today()):
            self._flow.section(self._tr.gettext("Credit not used yet"))
            self._tables.unused(payments).draw(self._flow)

    def _agreements(self) -> None:
        """Show quotes and contracts."""
        tr, flow = self._tr, self._flow
        quotes = [entry.quote for entry in self._card.timeline if entry.quote is not None]
        if quotes:
            flow.section(tr.gettext("Quotes"))
            self._tables.quotes(quotes).draw(flow)
        if self._contracts:
            flow.section(tr.gettext("Contracts"))
            self._tables.contracts(self._contracts).draw(flow)

    def _last_payments(self) -> None:
        if payments := self._card.last_payments[:_LAST_PAYMENTS]:
            self._flow.section(self._tr.gettext("Last payments"))
            self._payment_table(payments)

    def _all_payments(self) -> None:
        """Show every payment where the last ones were not all of them."""
        if len(self._card.last_payments) > _LAST_PAYMENTS:
            self._flow.section(self._tr.gettext("All payments"))
            self._payment_table(self._card.last_payments)

    def _payment_table(self, payments: Sequence[PaymentShape]) -> None:
        known = {sale.id: sale.total for sale in sales_of(self._card)}
        self._ledger.payments(payments, known).draw(self._flow)

    def _sales(self) -> None:
        sales = self._card.last_sales
        if sales:
            self._flow.section(self._tr.gettext("Sales"))
            self._ledger.sales(sales).draw(self._flow)

    # People and words.

    def _note_section(self) -> None:
        notes = self._chosen_notes()
        if not notes:
            return
        flow, type_ = self._flow, self._type
        sheet = flow.sheet
        flow.section(self._tr.gettext("Notes"), keep=34)
        flow.section_rule()
        days = [self._tr.formats.date_long(self._clock.local(note.at).date()) for note in notes]
        set_days = [flow.set.line(day, type_.label) for day in days]
        indent = 15.0 + max(line.width for line in set_days) + 14.0
        for note, day in zip(notes, set_days, strict=True):
            lines = flow.set.wrapped(_said(self._tr, note), type_.body, sheet.measure - indent)
            flow.need(type_.body.leading * min(len(lines), 3))
            if note.is_remembered(self._clock.today()):
                flow.page.icon(Icon.PIN, sheet.left, flow.y + 1.6, 9.4, house.INK)
            flow.page.text(day, sheet.left + 15.0, flow.y + baseline(type_.body))
            flow.lines(lines or [flow.set.line("", type_.body)], type_.body, sheet.left + indent)
            flow.y += 2.1 if len(lines) <= 1 else 4.5

    def _chosen_notes(self) -> list[NoteShape]:
        """Return the notes that were asked for: pinned first, then the newest; no drafts."""
        card = self._card
        every = {note.id: note for note in (*card.pinned_notes, *card.recent_notes)}.values()
        wanted = [note for note in every if self._is_wanted(note)]
        today = self._clock.today()
        return sorted(
            wanted,
            key=lambda note: (not note.is_remembered(today), -note.at.timestamp(), -note.id),
        )

    def _is_wanted(self, note: NoteShape) -> bool:
        if note.draft or not note.text.strip():
            return False
        if self._chosen is not None:
            return note.id in self._chosen
        remembered = note.is_remembered(self._clock.today())
        return self._notes == "all" or (self._notes == "pinned" and remembered)

    def _details(self) -> None:
        flow, tr = self._flow, self._tr
        facts = details(tr, self._card.details)
        people = people_table(tr, self._card.details)
        if facts:
            flow.section(tr.gettext("Details"))
            flow.section_rule()
            flow.facts(facts, gap_below=6.0)
        if people.rows:
            flow.section(tr.gettext("Contact people"))
            people.draw(flow)

    def _referrals(self) -> None:
        card, tr, flow = self._card, self._tr, self._flow
        if not (card.referred_by or card.referred or card.sent_out or self._rewards):
            return
        flow.section(tr.gettext("Referrals"))
        if card.referred_by is not None and self._says_more(card.referred_by):
            flow.space(2.0)
            flow.paragraph(self._relations.sent_by(card.referred_by), self._type.soft)
            flow.space(4.0)
        summary = summary_words(tr, card.referral_summary)
        if card.referred:
            table = self._relations.sent_to_us(card.referred)
            table.keep = self._type.soft.leading + 4.0
            table.draw(flow)
        if summary:
            flow.space(4.0)
            # Translators: a few words made a sentence
            text = tr.pgettext("sentence", "{words}.").format(words=summary)
            flow.paragraph(text, self._type.soft)
        if self._rewards:
            flow.space(8.0 if card.referred else 0.0)
            self._relations.credits(self._rewards).draw(flow)
        if card.sent_out:
            flow.space(8.0 if card.referred or self._rewards else 0.0)
            self._relations.sent_out(card.sent_out).draw(flow)

    def _says_more(self, referral: ReferralShape) -> bool:
        """Tell whether there is more to say of a referral than the lines below the name do."""
        since = self._clock.local(self._card.details.created_at).date()
        same_month = (referral.on.year, referral.on.month) == (since.year, since.month)
        return bool(referral.what_for) or not same_month

    def _follow_ups(self) -> None:
        due = [item for item in self._card.follow_ups if item.done_at is None]
        if due:
            self._flow.section(self._tr.gettext("Follow-ups"))
            self._relations.follow_ups(due).draw(self._flow)

    def _timeline(self) -> None:
        """Show everything that happened; of the notes those that were asked for."""
        entries = [
            entry
            for entry in whole_timeline(self._card, self._clock)
            if entry.note is None or self._is_wanted(entry.note)
        ]
        if entries:
            self._flow.section(self._tr.gettext("Timeline"))
            self._tables.timeline(self._card, entries).draw(self._flow)


def _said(tr: I18n, note: NoteShape) -> str:
    """Say who said a note before what it says."""
    if note.said_by is None:
        return note.text
    return tr.pgettext("timeline", "{who}: {text}").format(who=note.said_by.name, text=note.text)
