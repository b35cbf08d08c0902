"""A field that finds a client as the search box does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.queries.shapes import ClientRef, SearchResult
from smallcrm.ui.present import hit_row
from smallcrm.ui.widgets.hit_list import HitList, KeyHint
from smallcrm.ui.widgets.painting import one_line, painted
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from smallcrm.queries.api import Queries
    from smallcrm.queries.referral_shapes import ReferrerNote
    from smallcrm.queries.shapes import ClientHit
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.hits import HitRow

    _Found = tuple[SearchResult, dict[int, ReferrerNote]]

_SLOT = "picker"


class _PickerBox(SearchBox):
    """Enter and Esc belong to the list only while it is open."""

    left = Signal()
    unused_enter = Signal()
    list_open = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter and Esc to the dialog while no list is open."""
        plain = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
        if plain and not self.list_open:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has gone."""
        super().focusOutEvent(event)
        self.left.emit()


class ClientPicker(QWidget):
    """Type, choose with the arrows, Enter takes; `exclude` is never offered.

    `form_changed` on every change, `picked(ClientRef or None)` once somebody is chosen or taken
    back. With `allow_new` a name that is nobody's may stand (`new_name`); with `as_referrer` each
    is shown with what they bought last, at what price, and how many they sent.
    """

    form_changed = Signal()
    picked = Signal(object)

    def __init__(
        self,
        context: UiContext,
        *,
        placeholder: str = "",
        name: str = "client",
        exclude: int | None = None,
        allow_new: bool = False,
        as_referrer: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._name = name
        self._exclude = exclude
        self._allow_new = allow_new
        self._as_referrer = as_referrer
        self._chosen: ClientRef | None = None
        self._hits: dict[int, ClientRef] = {}
        self._list: HitList | None = None
        self._setting = False
        tr = context.tr
        self._box = _PickerBox(
            context.theme,
            placeholder=painted(placeholder or tr.gettext("Name, number, e-mail…")),
            compact=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        # Without a policy of its own the letter of its label would lead nowhere.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.query_changed.connect(self._on_query)
        self._box.moved.connect(self._on_moved)
        self._box.accepted.connect(self._on_accepted)
        self._box.accepted_other.connect(self._close)
        self._box.cancelled.connect(self._close)
        self._box.left.connect(self._close)

    @property
    def box(self) -> SearchBox:
        """Return the line that is typed in."""
        return self._box

    def chosen(self) -> ClientRef | None:
        """Return who is chosen, if anybody."""
        return self._chosen

    def set_chosen(self, client: ClientRef | None) -> None:
        """Show a client as chosen."""
        self._chosen = client
        self._setting = True
        self._box.setText(client.name if client else "")
        self._setting = False
        self._box.set_info(client.organisation or "" if client else "")
        self._close()
        self.form_changed.emit()
        self.picked.emit(client)

    def new_name(self) -> str | None:
        """Return what is typed while nobody is chosen."""
        return None if self._chosen else self._box.text().strip() or None

    def required(self) -> int:
        """Return the chosen client's id; refuses where nobody is chosen."""
        if self._chosen is None:
            raise Refusal("choose_client", field=self._name, text=self._box.text().strip())
        return self._chosen.id

    def form_state(self) -> object:
        """Return who is chosen and what is typed."""
        return (self._chosen.id if self._chosen else None, self._box.text())

    def setProperty(self, name: str, value: object) -> bool:
        """Pass what the stylesheet looks at on to the line."""
        done = super().setProperty(name, value)
        if name == "invalid":
            self._box.setProperty(name, value)
            self._box.style().unpolish(self._box)
            self._box.style().polish(self._box)
        return done

    def setAccessibleName(self, name: str) -> None:
        """Give the line the name that a screen reader says."""
        super().setAccessibleName(name)
        self._box.setAccessibleName(name)

    def _on_query(self, text: str) -> None:
        if self._setting:
            return
        if self._chosen is not None and text != self._chosen.name:
            self._chosen = None
            self._box.set_info("")
            self.picked.emit(None)
        self.form_changed.emit()
        if not text.strip():
            self._close()
            return
        self._context.runner.read(_SLOT, partial(self._look_up, text), self._on_result)

    def _look_up(self, text: str, queries: Queries) -> _Found:
        """Search, and read what is said of referrers; not on the GUI thread."""
        result = queries.search(text, limit=8, slot=_SLOT)
        if not self._as_referrer:
            return result, {}
        ids = [hit.client.id for hit in result.hits]
        return result, queries.referrer_notes(ids, slot=_SLOT)

    def _on_result(self, answer: _Found) -> None:
        result, notes = answer
        if not shiboken6.isValid(self) or not self._box.hasFocus() or self._chosen is not None:
            return
        hits = [hit for hit in result.hits if hit.client.id != self._exclude]
        self._hits = {hit.client.id: hit.client for hit in hits}
        tr = self._context.tr
        # Who it is matters here, not what they owe.
        rows = [self._row(hit, notes.get(hit.client.id)) for hit in hits]
        found = self._drop_down()
        empty = tr.gettext("Nobody found")
        if self._allow_new:
            empty = tr.gettext("Nobody found: “{name}” will be added").format(name=result.query)
        found.set_rows(rows, empty_text=empty, select=0)
        count = len(rows)
        info = tr.ngettext("{count} found", "{count} found", count).format(
            count=tr.formats.number(count)
        )
        self._box.set_info(info)
        self._box.list_open = True
        found.open()

    def _row(self, hit: ClientHit, note: ReferrerNote | None) -> HitRow:
        tr = self._context.tr
        row = replace(hit_row(tr, hit), amount="", amount_second="")
        if note is None:
            return row
        sent = tr.gettext("sent {sent}, won {won}").format(
            sent=tr.formats.number(note.sent), won=tr.formats.number(note.won)
        )
        bought = ""
        if note.title is not None and note.total is not None and note.on is not None:
            bought = tr.pgettext("sale", "{title}, {amount}, {month}").format(
                title=one_line(note.title),
                amount=tr.formats.money(note.total),
                month=tr.formats.month_year_short(note.on),
            )
            row = replace(row, second=bought, second_ranges=(), second_strong=0)
        if note.sent:
            row = replace(row, amount_second=sent)
        spoken = tr.pgettext("facts", ", ").join(
            part for part in (row.title, row.organisation, bought, row.amount_second) if part
        )
        return replace(row, accessible_text=spoken)

    def _drop_down(self) -> HitList:
        if self._list is None:
            tr = self._context.tr
            hints = [
                KeyHint(("↑", "↓"), tr.pgettext("key hint", "choose")),
                KeyHint((tr.pgettext("key", "Enter"),), tr.pgettext("key hint", "take")),
            ]
            if self._allow_new:
                hints.append(
                    KeyHint(
                        (tr.pgettext("key", "Esc"),),
                        tr.pgettext("key hint", "somebody new"),
                        at_right=True,
                    )
                )
            self._list = HitList(
                self._context.theme, self._box, name=tr.gettext("Found"), hints=hints
            )
            self._list.chosen.connect(self._on_chosen)
        return self._list

    def _on_moved(self, steps: int) -> None:
        if self._list is not None and self._box.list_open:
            self._list.move(steps)

    def _on_accepted(self) -> None:
        if self._list is None or not self._list.choose():
            self._close()

    def _on_chosen(self, client_id: object) -> None:
        if isinstance(client_id, int) and client_id in self._hits:
            self.set_chosen(self._hits[client_id])

    def _close(self) -> None:
        self._context.runner.cancel(_SLOT)
        self._box.list_open = False
        if self._chosen is None:
            self._box.set_info("")
        if self._list is not None:
            self._list.hide()
