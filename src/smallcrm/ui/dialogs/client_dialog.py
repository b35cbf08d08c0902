"""Adding a client, or changing one: the basics first, the rest below "More"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES
from smallcrm.domain.terms import discount_percent, payment_term_days
from smallcrm.i18n.level_words import level_reason
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.care_shapes import OwnFieldShape, TagShape
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.shapes import ClientDetails
from smallcrm.services.commands import AddClient, EditClient
from smallcrm.ui.dialogs.client_lists import ClientLists
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    CurrencyField,
    DateField,
    TextArea,
    TextField,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.number_field import NumberField
from smallcrm.ui.dialogs.own_value_fields import OwnValueRows
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import painted
from smallcrm.ui.widgets.tag_field import TagField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_LONGEST_TERM: Final = 730
# The fields of EditClient that a row of this dialog fills, in the order of the dialog.
_FIELDS: Final = (
    "name",
    "organisation",
    "kind",
    "phones",
    "emails",
    "referred_by",
    "level",
    "lifecycle",
    "contact_people",
    "addresses",
    "handles",
    "tags",
    "birthday",
    "source",
    "code",
    "currency",
    "payment_term_days",
    "discount_percent",
    "credit_limit",
    "on_hold",
    "hold_reason",
    "tax_number",
    "language",
)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the dialog needs to know beside the client: own fields, tags, whether levels follow."""

    own_fields: tuple[OwnFieldShape, ...]
    tags: tuple[TagShape, ...]
    has_rules: bool


class ClientDialog(FormDialog):
    """Adds a client (`client_id` None), or changes one: then only what was changed is written.

    `number` fills in the phone of a caller, `referred_by` who sent them.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        name: str = "",
        number: str = "",
        referred_by: int | None = None,
    ) -> None:
        tr = context.tr
        adding = client_id is None
        super().__init__(
            context,
            tr.gettext("New client") if adding else tr.gettext("Edit client"),
            parent,
            width=680,
            save_text=tr.gettext("Add client") if adding else "",
            body_scrolls=True,
        )
        self._client_id = client_id
        self._original: dict[str, Any] = {}
        self._level_now = Level.STANDARD
        theme = context.theme
        self.lists = ClientLists(theme, tr)
        self.name = TextField(name)
        self.organisation = TextField(placeholder=tr.gettext("Optional"))
        self.kind = ChoiceField((one, enum_name(tr, one)) for one in ClientKind)
        self.level = ChoiceField((one, enum_name(tr, one)) for one in Level)
        self.lifecycle = ChoiceField(
            ((one, enum_name(tr, one)) for one in Lifecycle), Lifecycle.ACTIVE
        )
        self.referrer = ClientPicker(context, exclude=client_id)
        self.note = TextArea(theme, lines=3)
        self.tags = TagField(
            theme,
            remove=tr.gettext("Remove this tag"),
            placeholder=tr.gettext("A word, then Enter or a comma"),
        )
        self.own = OwnValueRows(context, self)
        self._own_box = QVBoxLayout()
        self.birthday = DateField(theme, tr, name="birthday")
        self.source = TextField(placeholder=tr.gettext("How they found you"))
        self.code = TextField(placeholder=tr.gettext("Their number in your old books"))
        self.currency: QComboBox = CurrencyField(
            tr,
            empty=tr.gettext("As usual: {currency}").format(currency=context.settings.currency),
            first=(context.settings.currency,),
        )
        self.term = TextField()
        self.discount = NumberField(tr, name="discount_percent", percent=True)
        self.credit_limit = AmountField(tr, context.settings.currency, name="credit_limit")
        self.credit_limit.setPlaceholderText(tr.gettext("No limit"))
        self.on_hold = QCheckBox(tr.gettext("On &hold: sell no more for now"))
        self.hold_reason = TextField(placeholder=tr.gettext("Why, as it is to be shown"))
        self.tax_number = TextField()
        self.language = ChoiceField(
            (
                ("", tr.gettext("Not known")),
                *((code, tr.formats.language_name(code)) for code in ("en", "zh_CN")),
            ),
            "",
        )
        self._more = QWidget()
        self._more_button = QPushButton(tr.gettext("&More details"))
        self._make_rows(adding=adding)
        self._say_terms()
        if number:
            from smallcrm.ui.dialogs.repeat_field import Entry

            self.lists.phones.set_entries([Entry((number, ""))])
        self._keep_original()
        self.settle()
        if client_id is not None:
            self._load_client(client_id)
        else:
            self.load(_around, self._show_around)
            if referred_by is not None:
                self._load_referrer(referred_by)
        focus_field(self.name)

    def command(self) -> AddClient | EditClient | None:
        """Add what is typed, or change what differs from what was there."""
        values = self._values()
        if not values["name"]:
            self._found.insert(0, Refusal("no_name", field="name"))
        if self._client_id is None:
            given = {name: value for name, value in values.items() if value is not None}
            given.pop("level_by_hand", None)
            if self._refused():
                return None
            return AddClient(**given, note=self.note.value(), request_id=self.request_id)
        changed = {
            name: value for name, value in values.items() if value != self._original.get(name)
        }
        if self._refused() or not changed:
            return None
        return EditClient(client=self._client_id, **changed, request_id=self.request_id)

    def state(self) -> object:
        """Return what was typed, the box too."""
        return (super().state(), self.on_hold.isChecked())

    def show_more(self, *, shown: bool = True) -> None:
        """Open or close the rest of the fields."""
        self._more.setVisible(shown)
        icon = "chevron-down" if shown else "chevron-right"
        self._more_button.setIcon(self.theme.icon(icon, self.theme.tokens.acc))
        self.grow()

    def show_refusals(self, refusals: Any) -> None:
        """Open the rest of the fields where one of them is wrong."""
        hidden = {*_FIELDS[7:], *self.own.names()}
        if any(refused.field in hidden for refused in refusals):
            self.show_more()
        super().show_refusals(refusals)

    def _refused(self) -> bool:
        return bool(self._found)

    def _values(self) -> dict[str, Any]:
        lists = self.lists
        chosen = self.referrer.chosen()
        if chosen is None and self.referrer.new_name():
            # A name that was not taken from the list is not dropped in silence.
            self.attempt(self._require_referrer)
        return {
            "name": self.name.text().strip(),
            "organisation": self.organisation.value(),
            "kind": self.kind.value(),
            "phones": lists.phone_inputs(),
            "emails": lists.email_inputs(),
            "referred_by": chosen.id if chosen else None,
            **self._level(),
            "lifecycle": self.lifecycle.value(),
            "contact_people": lists.people_inputs(),
            "addresses": lists.address_inputs(),
            "handles": lists.handle_inputs(),
            "tags": self.tags.words(),
            "own": self.own.inputs(),
            "birthday": self.attempt(self.birthday.value),
            "source": self.source.value(),
            "code": self.code.value(),
            "currency": self.attempt(self._currency),
            "payment_term_days": self.attempt(self._term),
            "discount_percent": self.attempt(self.discount.value),
            "credit_limit": self.attempt(self._credit_limit),
            **self._hold(),
            "tax_number": self.tax_number.value(),
            "language": self.language.value() or None,
        }

    def _require_referrer(self) -> int:
        try:
            return self.referrer.required()
        except Refusal as refused:
            raise Refusal(refused.code, field="referred_by", **refused.parameters) from refused

    def _currency(self) -> str | None:
        assert isinstance(self.currency, CurrencyField)
        return self.currency.value()

    def _credit_limit(self) -> Decimal | None:
        self.credit_limit.currency = self._own_currency()
        money = self.credit_limit.optional()
        if money is not None and money.minor < 0:
            raise Refusal("negative_amount", field="credit_limit")
        return None if money is None else money.major

    def _level(self) -> dict[str, Any]:
        """Return the level set by hand, or that it follows from the rules."""
        level = self.level.value()
        return {"level_by_hand": False} if level is None else {"level": level}

    def _hold(self) -> dict[str, Any]:
        """Return whether they are on hold, and why; a new client never is."""
        if self._client_id is None:
            return {}
        held = self.on_hold.isChecked()
        return {"on_hold": held, "hold_reason": self.hold_reason.value() if held else None}

    def _own_currency(self) -> str:
        assert isinstance(self.currency, CurrencyField)
        code = self.currency.code()
        return code if code in CURRENCIES else self.context.settings.currency

    def _say_terms(self) -> None:
        """Say in the empty fields what holds then, and where it comes from."""
        tr, settings = self.context.tr, self.context.settings
        level = self.level.value() or self._level_now
        days = tr.formats.number(payment_term_days(settings, None, level))
        share = discount_percent(settings, None, level)
        of_level = level is not Level.STANDARD
        name = enum_name(tr, level)
        if of_level and settings.value(f"level.{level}.payment_term_days"):
            text = tr.gettext("{days}, as for the level {level}").format(days=days, level=name)
        else:
            text = tr.gettext("{days}, as in the settings").format(days=days)
        self.term.setPlaceholderText(painted(text))
        text = tr.gettext("None")
        if share:
            text = tr.gettext("{percent}, as for the level {level}").format(
                percent=tr.formats.percent(share), level=name
            )
        self.discount.setPlaceholderText(painted(text))

    def _term(self) -> int | None:
        text = self.term.text().strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text) <= _LONGEST_TERM):
            raise Refusal("not_in_range", field="payment_term_days", low=0, high=_LONGEST_TERM)
        return int(text)

    def _make_rows(self, *, adding: bool) -> None:
        tr, lists = self.context.tr, self.lists
        self.add_row("name", tr.gettext("&Name"), self.name)
        self.add_row("organisation", tr.gettext("&Organisation"), self.organisation)
        self.add_row("kind", tr.gettext("&Kind"), self.kind)
        self.add_row("phones", tr.gettext("&Phone"), lists.phones)
        self.add_row("emails", tr.gettext("&E-mail"), lists.emails)
        sent = self.add_row("referred_by", tr.gettext("&Who sent them?"), self.referrer)
        for name in ("from", "to"):
            self.alias(name, sent)
        self._level_row = self.add_row("level", tr.gettext("&Level"), self.level)
        self.alias("level_by_hand", self._level_row)
        if adding:
            self.add_row("note", tr.gettext("No&te"), self.note)
        button = self._more_button
        button.setProperty("kind", "link")
        button.clicked.connect(self._on_more)
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch(1)
        self.body.addLayout(line)
        below = QVBoxLayout(self._more)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(self.theme.px(8))
        for name, label, field in (
            ("lifecycle", tr.gettext("St&age"), self.lifecycle),
            ("contact_people", tr.gettext("Contact people"), lists.people),
            ("addresses", tr.gettext("Address"), lists.addresses),
            ("handles", tr.gettext("Online"), lists.handles),
            ("tags", tr.gettext("Ta&gs"), self.tags),
            ("birthday", tr.gettext("&Birthday"), self.birthday),
            ("source", tr.gettext("So&urce"), self.source),
            ("code", tr.gettext("&Code"), self.code),
            ("currency", tr.gettext("Currenc&y"), self.currency),
            ("payment_term_days", tr.gettext("&Days to pay"), self.term),
            ("discount_percent", tr.gettext("D&iscount, percent"), self.discount),
            ("credit_limit", tr.gettext("C&redit limit"), self.credit_limit),
            ("tax_number", tr.gettext("Ta&x number"), self.tax_number),
            ("language", tr.gettext("Language"), self.language),
        ):
            below.addWidget(self.make_row(name, label, field))
        below.addLayout(self._own_box)
        self._hold_row = self.make_row(
            "hold_reason", tr.gettext("Rea&son on hold"), self.hold_reason
        )
        below.addLayout(indented(self.theme, self.on_hold))
        below.addWidget(self._hold_row)
        self.on_hold.setVisible(not adding)
        self._hold_row.hide()
        self.on_hold.toggled.connect(self._on_hold)
        self.level.currentIndexChanged.connect(self._say_terms)
        self.body.addWidget(self._more)
        self.body.addStretch(1)
        repeated = (lists.phones, lists.emails, lists.addresses, lists.handles, lists.people)
        for field in (*repeated, self.tags):
            field.height_changed.connect(self.grow)
        self.show_more(shown=False)

    def _load_client(self, client_id: int) -> None:
        def work(
            backend: Backend,
        ) -> tuple[ClientDetails, ReferralShape | None, _Around] | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else (card.details, card.referred_by, _around(backend))

        self.load(work, self._show)

    def _show_around(self, around: _Around, details: ClientDetails | None = None) -> None:
        """Add a row for each own field, offer the tags, and let the level follow from the rules."""
        tr, changed = self.context.tr, self.is_changed()
        self.tags.set_known([tag.name for tag in around.tags])
        rows = self.own.make_rows(around.own_fields)
        if rows:
            self._own_box.setSpacing(self.theme.px(8))
            self._own_box.addWidget(plain_label(tr.gettext("Your own fields"), "section"))
        for row in rows:
            self._own_box.addWidget(row)
        self.own.chain(self.language, self.on_hold)
        if around.has_rules:
            self._offer_rules(details)
        if not changed and details is None:
            self._keep_original()
            self.settle()

    def _offer_rules(self, details: ClientDetails | None) -> None:
        tr, chosen = self.context.tr, self.level.value()
        text = tr.gettext("By the level rules")
        if details is not None and not details.level_by_hand:
            # Translators: a client's level follows from rules; {level} is the one they have now
            text = tr.gettext("By the level rules, now {level}").format(
                level=enum_name(tr, details.ref.level)
            )
            if details.level_reason is not None:
                self._level_row.set_hint(level_reason(tr, details.ref.level, details.level_reason))
        if details is None or not details.level_by_hand:
            chosen = None
        by_hand = tr.pgettext("level", "{level}, set by hand")
        levels = [(one, by_hand.format(level=enum_name(tr, one))) for one in Level]
        self.level.set_choices(((None, text), *levels), chosen)

    def _load_referrer(self, client_id: int) -> None:
        def work(backend: Backend) -> ClientDetails | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else card.details

        def show(details: ClientDetails | None) -> None:
            if details is not None:
                changed = self.is_changed()
                self.referrer.set_chosen(details.ref)
                if not changed:
                    self.settle()

        self.load(work, show)

    def _show(self, found: tuple[ClientDetails, ReferralShape | None, _Around] | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_client")])
            self.save_button.setDisabled(True)
            return
        details, sent_by, around = found
        self.set_title(self.context.tr.gettext("Edit client"), details.ref.name)
        self.lists.show(details)
        self.name.setText(details.ref.name)
        self.organisation.setText(details.ref.organisation or "")
        self.kind.choose(details.kind)
        self._level_now = details.ref.level
        self.level.choose(details.ref.level)
        self._show_around(around, details)
        self.own.show_values(details.own)
        self.lifecycle.choose(details.lifecycle)
        self.referrer.set_chosen(sent_by.counterpart if sent_by else None)
        self.tags.set_words(details.tags)
        self.birthday.set_day(details.birthday)
        self.source.setText(details.source or "")
        self.code.setText(details.code or "")
        assert isinstance(self.currency, CurrencyField)
        self.currency.set_code(details.currency or "")
        term = details.payment_term_days
        self.term.setText("" if term is None else str(term))
        self.discount.set_value(details.discount_percent)
        self.credit_limit.currency = self._own_currency()
        self.credit_limit.set_money(details.credit_limit)
        self.on_hold.setChecked(details.on_hold)
        self.hold_reason.setText(details.hold_reason or "")
        self._say_terms()
        self.tax_number.setText(details.tax_number or "")
        language = details.language or ""
        if language not in self.language.values():
            self.language.add_choice(language, self.context.tr.formats.language_name(language))
        self.language.choose(language)
        self._keep_original()
        self.settle()
        rest = (
            "addresses",
            "handles",
            "tags",
            "birthday",
            "source",
            "code",
            "contact_people",
            "discount_percent",
            "credit_limit",
            "on_hold",
        )
        shown = self.own.has_values() or any(self._original[name] for name in rest)
        self.show_more(shown=shown)
        focus_field(self.name)

    def _keep_original(self) -> None:
        found = self._found
        self._found = []
        self._original = self._values()
        self._found = found

    def _on_hold(self, held: bool) -> None:
        self._hold_row.setVisible(held)
        if held:
            self.hold_reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grow()

    def _on_more(self) -> None:
        shown = not self._more.isVisibleTo(self)
        self.show_more(shown=shown)
        if shown:
            self.lifecycle.setFocus(Qt.FocusReason.OtherFocusReason)


def _around(backend: Backend) -> _Around:
    queries = backend.queries
    return _Around(queries.own_fields(), queries.tags(), bool(queries.level_rules()))
