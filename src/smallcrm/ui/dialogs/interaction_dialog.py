"""What happened with a client: a call, an e-mail, a meeting, a visit, a letter, a message."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import enum_name
from smallcrm.reports.timeline_words import contact_name, duration
from smallcrm.services.commands import (
    UNSET,
    AddInteraction,
    EditInteraction,
    RemoveInteraction,
)
from smallcrm.ui.card.call_strip import rating_words
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextArea, TextField
from smallcrm.ui.dialogs.follow_up_dialog import time_of
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.number_field import NumberField
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.painting import one_line, plain

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import DocumentShape, InteractionShape
    from smallcrm.queries.shapes import ContactPersonShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_RATINGS: Final = range(1, 6)
_NOON: Final = time(12)
_LONGEST_MIN: Final = 10_000
_KINDS: Final = (
    InteractionKind.MEETING,
    InteractionKind.VISIT,
    InteractionKind.CALL,
    InteractionKind.EMAIL,
    InteractionKind.LETTER,
    InteractionKind.MESSAGE,
)


class InteractionDialog(FormDialog):
    """Takes what happened, or shows what is kept of it and changes that.

    `wanted("open_document", id)` asks for a file that an e-mail is kept with. What a phone told of
    a call, and when an e-mail was sent, is not changed here.
    """

    wanted = Signal(str, object)

    def __init__(
        self,
        context: UiContext,
        client_id: int,
        parent: QWidget | None = None,
        *,
        contact: InteractionShape | None = None,
    ) -> None:
        tr = context.tr
        title = tr.gettext("What happened") if contact is None else contact_name(tr, contact)
        super().__init__(
            context, title, parent, width=560, body_scrolls=bool(contact and contact.body)
        )
        self.save_button.set_content(tr.gettext("Save"), key=tr.pgettext("key", "Ctrl Enter"))
        self._client_id = client_id
        self._contact = contact
        self._build(contact)
        self._fill(contact)
        self.settle()
        self._load(client_id, contact)
        focus_field(self.kind if contact is None else self.summary)

    @property
    def _told(self) -> bool:
        """Tell whether an e-mail said when it was, or a phone that told how long it took."""
        contact = self._contact
        if contact is None or contact.source is None:
            return False
        return contact.kind is InteractionKind.EMAIL or contact.seconds is not None

    def state(self) -> object:
        """Return what the fields hold."""
        return (super().state(), self.missed.isChecked())

    def command(self) -> AddInteraction | EditInteraction | None:
        """Record it, or change what differs."""
        at = self.attempt(self._at)
        minutes = self.attempt(self._minutes)
        if self._found:
            return None
        given: dict[str, Any] = {
            "kind": self.kind.value(),
            "direction": self.direction.value(),
            "at": at,
            "minutes": minutes,
            "summary": self.summary.value(),
            "contact_person": self.person.value(),
            "satisfaction": self.satisfaction.value(),
            "answered": not (self._is_call() and self.missed.isChecked()),
        }
        contact = self._contact
        if contact is None:
            return AddInteraction(client=self._client_id, request_id=self.request_id, **given)
        kept = {
            "kind": contact.kind,
            "direction": contact.direction,
            "at": contact.at,
            "minutes": contact.minutes,
            "summary": contact.summary,
            "contact_person": contact.contact_person.id if contact.contact_person else None,
            "satisfaction": contact.satisfaction,
            "answered": contact.answered,
        }
        changes = {name: UNSET if value == kept[name] else value for name, value in given.items()}
        if all(value is UNSET for value in changes.values()):
            return None
        return EditInteraction(interaction=contact.id, request_id=self.request_id, **changes)

    def _build(self, contact: InteractionShape | None) -> None:
        tr, theme = self.context.tr, self.context.theme
        self.kind = ChoiceField([(kind, enum_name(tr, kind)) for kind in _KINDS])
        self.direction = ChoiceField(_directions(tr))
        self.direction.setAccessibleName(tr.gettext("Who turned to whom"))
        self.person = ChoiceField([(None, tr.pgettext("contact", "The client"))])
        self.day = DateField(theme, tr, self.context.clock.today(), name="at")
        self.time = TextField(placeholder=tr.gettext("Such as 14:30"))
        self.time.setAccessibleName(tr.gettext("Time"))
        self.minutes = NumberField(tr, name="minutes", placeholder=tr.gettext("Optional"))
        self.summary = TextArea(theme, lines=4)
        self.satisfaction = ChoiceField(_satisfactions(tr))
        self.missed = QCheckBox(tr.gettext("&Not answered"))
        self.add_row("kind", tr.gettext("&Kind"), self.kind, trailing=(self.direction,))
        self.add_row("contact_person", tr.gettext("With wh&om"), self.person)
        hint = "" if self._told else tr.gettext("A date, a weekday, “yesterday” or “-3 days”")
        self.add_row("at", tr.gettext("&When"), self.day, trailing=(self.time,), hint=hint)
        minutes = self.add_row("minutes", tr.gettext("M&inutes"), self.minutes)
        minutes.setVisible(not self._told)
        self.body.addLayout(indented(theme, self.missed))
        self.add_row("summary", tr.gettext("&About"), self.summary)
        self.add_row("satisfaction", tr.gettext("&Satisfaction"), self.satisfaction)
        self.kind.currentIndexChanged.connect(self._on_kind)
        if contact is None:
            return
        if contact.body:
            self.message = TextArea(theme, contact.body, lines=10)
            self.message.setReadOnly(True)
            row = FieldRow(theme, tr.gettext("&Message"), self.message)
            self.message.setAccessibleName(tr.gettext("Text of the message"))
            self.body.addWidget(row, 1)
        self.remove_button = QPushButton(tr.gettext("&Remove"))
        self.remove_button.setToolTip(
            tr.gettext("It did not happen. Notes and files of it stay; undo brings it back.")
        )
        self.remove_button.clicked.connect(self._on_remove)
        self.add_left(self.remove_button)

    def _fill(self, contact: InteractionShape | None) -> None:
        clock = self.context.clock
        local = clock.local(contact.at if contact is not None else clock.now())
        self.day.set_day(local.date())
        self.time.setText(f"{local:%H:%M}")
        if contact is None:
            self.kind.choose(InteractionKind.MEETING)
        else:
            self.kind.choose(contact.kind)
            self.direction.choose(contact.direction)
            self.minutes.setText("" if contact.minutes is None else str(contact.minutes))
            self.summary.setPlainText(contact.summary or "")
            self.satisfaction.choose(contact.satisfaction)
            self.missed.setChecked(not contact.answered)
            self._say(contact)
        for field in (self.day, self.time, self.minutes, self.kind, self.missed):
            field.setDisabled(self._told)
        self.direction.setDisabled(self._told)
        self._on_kind()
        self._started = (self.day.text(), self.time.text())

    def _say(self, contact: InteractionShape) -> None:
        """Say under the title when it was, and what a phone told of it."""
        tr = self.context.tr
        parts = [tr.formats.instant(contact.at), duration(tr, contact), contact.number or ""]
        text = tr.pgettext("timeline", ", ").join(one_line(part) for part in parts if part)
        self.set_title(contact_name(tr, contact), text)

    def _load(self, client_id: int, contact: InteractionShape | None) -> None:
        def work(
            backend: Backend,
        ) -> tuple[tuple[ContactPersonShape, ...], tuple[DocumentShape, ...]]:
            people = backend.queries.contact_people(client_id)
            if contact is None or not contact.documents:
                return people, ()
            return people, backend.queries.documents_of(interaction_id=contact.id, slot="dialog")

        self.load(work, self._on_loaded)

    def _on_loaded(
        self, found: tuple[tuple[ContactPersonShape, ...], tuple[DocumentShape, ...]]
    ) -> None:
        people, documents = found
        person = self._contact.contact_person if self._contact is not None else None
        self.person.set_choices(
            people_choices(self.context.tr, people), person.id if person else None
        )
        for document in documents:
            button = QPushButton(plain(document.name))
            button.setIcon(self.context.theme.icon("paperclip", size=16))
            button.clicked.connect(
                lambda _checked=False, one=document.id: self.wanted.emit("open_document", one)
            )
            self.body.addLayout(indented(self.context.theme, button))
        self.settle()

    def _at(self) -> datetime:
        """Read day and time; where neither was changed, what it was to the millisecond."""
        contact = self._contact
        if contact is not None and self._started == (self.day.text(), self.time.text()):
            return contact.at
        day = self.day.required()
        try:
            typed = time_of(self.time.text())
        except Refusal as refused:
            raise Refusal(refused.code, field="at", **refused.parameters) from None
        clock = self.context.clock
        if typed is None:
            at = clock.now() if day == clock.today() else _instant(day, _NOON, clock.zone)
        else:
            at = _instant(day, time.fromisoformat(typed), clock.zone)
        if at > clock.now():
            raise Refusal("contact_in_future", field="at")
        return at

    def _minutes(self) -> int | None:
        number = self.minutes.value()
        if number is None:
            return None
        if number != int(number) or not 0 <= number <= _LONGEST_MIN:
            raise Refusal("not_in_range", field="minutes", low=0, high=_LONGEST_MIN)
        return int(number)

    def _is_call(self) -> bool:
        return self.kind.value() is InteractionKind.CALL

    def _on_kind(self) -> None:
        kind = self.kind.value()
        # A meeting has no direction.
        directed = kind is not InteractionKind.MEETING
        self.direction.setVisible(directed)
        if not directed:
            self.direction.choose(None)
        self.missed.setVisible(self._is_call())

    def _on_remove(self) -> None:
        if self._contact is not None and not self.pending:
            command = RemoveInteraction(
                interaction=self._contact.id, request_id=f"{self.request_id}-removed"
            )
            self.perform(command, self._on_saved)


def _instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    # Without a zone it is the system's own.
    return datetime.combine(day, at, zone).astimezone(UTC)


def people_choices(
    tr: I18n, people: tuple[ContactPersonShape, ...]
) -> list[tuple[int | None, str]]:
    """Offer the client, and who there is to talk to at theirs."""
    choices: list[tuple[int | None, str]] = [(None, tr.pgettext("contact", "The client"))]
    for one in people:
        text = one.name
        if one.role:
            text = tr.pgettext("contact", "{name}, {role}").format(name=one.name, role=one.role)
        choices.append((one.id, text))
    return choices


def _directions(tr: I18n) -> list[tuple[Direction | None, str]]:
    return [
        (None, tr.pgettext("direction", "Not said")),
        *((direction, enum_name(tr, direction)) for direction in Direction),
    ]


def _satisfactions(tr: I18n) -> list[tuple[int | None, str]]:
    # Translators: how satisfied a client seemed, a figure and what it means: "4: satisfied"
    words = tr.pgettext("satisfaction", "{rating}: {words}")
    return [
        (None, tr.pgettext("satisfaction", "Not said")),
        *(
            (one, words.format(rating=tr.formats.number(one), words=rating_words(tr, one)))
            for one in _RATINGS
        ),
    ]
