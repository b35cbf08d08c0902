"""Many clients changed at once: what to do, what comes of it for each, one step to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QTimer

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import BatchEdit
from smallcrm.ui.dialogs.batch_preview import BatchPreviewTable, FieldWords
from smallcrm.ui.dialogs.batch_steps import BatchSteps, StepRow
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.words import enter_key, say, say_error
from smallcrm.ui.widgets.labels import hairline

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.care_shapes import BatchPreview, OwnFieldShape, TagShape
    from smallcrm.queries.order import Order
    from smallcrm.services.commands import BatchStep
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_SLOT: Final = "batch"
_PAUSE_MS: Final = 150


@dataclass(frozen=True, slots=True)
class _Around:
    """What the dialog offers: the owner's fields and tags, and all whom the list shows."""

    own: tuple[OwnFieldShape, ...]
    tags: tuple[TagShape, ...]
    listed: Sequence[int]


class BatchDialog(FormDialog):
    """Changes the chosen clients, or all that the list shows, as one action.

    `order` is how the list is narrowed. What would come of it is reckoned by the code that does
    it, and shown while it is typed; where one client cannot be changed, nobody is.
    """

    def __init__(
        self,
        context: UiContext,
        chosen: Sequence[int],
        parent: QWidget | None = None,
        *,
        order: Order | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Change clients"),
            parent,
            width=880,
            save_text=tr.gettext("Change"),
        )
        self._chosen = tuple(chosen)
        self._listed: Sequence[int] = ()
        self._order = order
        self._asked: BatchEdit | None = None
        self._wrong: list[Refusal] = []
        self.whom = ChoiceField(())
        self.steps = BatchSteps(context)
        self.preview = BatchPreviewTable(context)
        self._whom_row = self.add_row("clients", tr.gettext("Wh&om"), self.whom)
        self.add_row("steps", tr.gettext("&What"), self.steps)
        self.body.addWidget(hairline())
        self.body.addWidget(self.preview, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self.steps.form_changed.connect(self._on_typed)
        self.steps.height_changed.connect(self.grow)
        self.whom.currentIndexChanged.connect(self._on_whom)
        self._offer_whom()
        self.settle()
        self.load(self._read, self._show)
        focus_field(self.steps.rows()[0].what)

    def clients(self) -> Sequence[int]:
        """Return whom it is about."""
        return self._listed if self.whom.value() == "listed" else self._chosen

    def command(self) -> BatchEdit | None:
        """Change them."""
        steps = self._steps(say_wrong=True)
        if self._wrong:
            return None
        if not steps:
            raise Refusal("batch_nothing", field="steps")
        return BatchEdit(clients=tuple(self.clients()), steps=steps, request_id=self.request_id)

    def submit(self) -> None:
        """Write it, unless a change cannot be read: that is said beside it."""
        self._soon.stop()
        super().submit()
        if self._wrong:
            row = next((row for row in self.steps.rows() if row.error()), None)
            if row is not None:
                focus_field(row.field)

    def accept(self) -> None:
        """Close, unless nothing was written because something cannot be read."""
        if not self._wrong:
            super().accept()

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Say a refusal beside the change that it is about."""
        rest: list[Refusal] = []
        for refused in refusals:
            about = [row for row in self.steps.rows() if row.name() == refused.field]
            if about:
                about[0].set_error(say(self.context.tr, refused))
                focus_field(about[0].field)
            else:
                rest.append(refused)
        super().show_refusals(rest)

    def _steps(self, *, say_wrong: bool) -> tuple[BatchStep, ...]:
        self._wrong = []

        def wrong(row: StepRow, refused: Refusal) -> None:
            self._wrong.append(refused)
            if say_wrong:
                row.set_error(say(self.context.tr, refused))

        return self.steps.steps(wrong)

    def _read(self, backend: Backend) -> _Around:
        queries = backend.queries
        listed: Sequence[int] = ()
        if self._order is not None:
            listed = queries.row_ids("clients", self._order, slot=_SLOT)
        return _Around(queries.own_fields(), queries.tags(), listed)

    def _show(self, around: _Around) -> None:
        changed = self.is_changed()
        self._listed = around.listed
        self._offer_whom()
        if not changed:
            self.steps.offer(around.own, around.tags)
        self.preview.words = FieldWords(self.context.tr, around.own)
        if not changed:
            self.settle()
            focus_field(self.steps.rows()[0].what)

    def _offer_whom(self) -> None:
        """Offer those chosen, and all that the list shows."""
        tr = self.context.tr
        number = tr.formats.number
        offers: list[tuple[str, str]] = []
        if self._chosen:
            text = tr.ngettext(
                "The {count} chosen client", "The {count} chosen clients", len(self._chosen)
            )
            offers.append(("chosen", text.format(count=number(len(self._chosen)))))
        if len(self._listed) and set(self._listed) != set(self._chosen):
            text = tr.ngettext(
                "All in the list: {count} client",
                "All in the list: {count} clients",
                len(self._listed),
            )
            offers.append(("listed", text.format(count=number(len(self._listed)))))
        kept = self.whom.value() or (offers[0][0] if offers else None)
        self.whom.set_choices(offers, kept)
        self.whom.setEnabled(len(offers) > 1)

    def _on_whom(self) -> None:
        self._on_typed()

    def _on_typed(self) -> None:
        self._asked = None
        self.save_button.setEnabled(True)
        self._soon.start()

    def _ask(self) -> None:
        """Ask what would come of it."""
        steps = self._steps(say_wrong=False)
        if self._wrong or not steps or not self.clients():
            self.preview.show_nothing()
            self._say_count(None)
            return
        command = BatchEdit(clients=tuple(self.clients()), steps=steps)
        self._asked = command

        def done(preview: BatchPreview) -> None:
            # What was changed meanwhile is asked anew, and answered after this.
            if shiboken6.isValid(self) and self._asked is command:
                self.preview.show_preview(preview)
                self._say_count(preview)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and self._asked is command:
                self._show_failure(error)

        self.context.runner.task(
            lambda backend: backend.services.preview_batch(command), done, failed
        )

    def _show_failure(self, error: Exception) -> None:
        self._say_count(None)
        rows = [row for row in self.steps.rows() if isinstance(error, Refusal)]
        about = [row for row in rows if row.name() == getattr(error, "field", None)]
        self.preview.show_nothing("" if about else say_error(self.context.tr, error))
        for row in about[:1]:
            row.set_error(say_error(self.context.tr, error))

    def _say_count(self, preview: BatchPreview | None) -> None:
        """Say on the button how many it changes; off where one stands in the way."""
        tr = self.context.tr
        text = tr.gettext("Change")
        if preview is not None and preview.changed and not preview.refused:
            text = tr.ngettext("Change {count} client", "Change {count} clients", preview.changed)
            text = text.format(count=tr.formats.number(preview.changed))
        self.save_button.set_content(text, key=enter_key(tr))
        self.save_button.setEnabled(preview is None or not preview.refused)
