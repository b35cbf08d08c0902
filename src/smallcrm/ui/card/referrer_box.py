"""Who sent a new caller: what they bought at what price, what it earns them, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.domain.enums import SaleStatus
from smallcrm.i18n.reward_sentences import rule_sentence
from smallcrm.queries.referral_shapes import RuleState
from smallcrm.ui.card import keys
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.widgets.badge import Keycap
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import Run, one_line, painted

if TYPE_CHECKING:
    from smallcrm.queries.referral_shapes import RewardRuleShape
    from smallcrm.queries.shapes import ClientCard, ClientRef, SaleShape
    from smallcrm.ui.context import UiContext

_SLOT: Final = "referrer"
_RULES_SLOT: Final = "referrer rules"
_BOUGHT: Final = 3
_INDENT: Final = 22


class ReferrerBox(QWidget):
    """Shown once somebody is named: `record` the referral, `copy` one of their purchases.

    `changed` on each change; hidden while nobody is named.
    """

    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        tr, theme = context.tr, context.theme
        self._chosen: ClientRef | None = None
        self._sales: tuple[SaleShape, ...] = ()
        self._wanted_sale: int | None = None
        self.record = QCheckBox(tr.gettext("&Record referral"))
        self.record.setChecked(True)
        self.copy = QCheckBox(tr.gettext("&Copy what they bought"))
        self.packages = QComboBox()
        self.packages.setAccessibleName(tr.gettext("What is copied"))
        self._from = RunLabel(theme, icon=("corner-down-right", "second"))
        self._bought = RunLabel(theme, wrap=True)
        self._earns = RunLabel(theme, wrap=True)
        self._copy_row = QWidget()
        self._build()
        for box in (self.record, self.copy):
            box.toggled.connect(self._on_toggled)
        self.packages.currentIndexChanged.connect(self.changed)
        context.runner.read(_RULES_SLOT, lambda queries: queries.reward_rules(), self._on_rules)
        self.hide()

    def show_referrer(self, chosen: ClientRef | None, new: str | None) -> None:
        """Show who sent them: somebody of the file, a name that is nobody's yet, or nobody."""
        tr = self._context.tr
        if chosen is None or self._chosen is None or chosen.id != self._chosen.id:
            self._sales = ()
            self._show_sales()
        self._chosen = chosen
        self.setVisible(bool(chosen or new))
        if chosen is not None:
            before, _, after = tr.gettext("From {name}").partition("{name}")
            runs = (Run(before, BODY), Run(chosen.name, BODY_STRONG), Run(after, BODY))
        elif new:
            # Translators: the referrer is not in the file yet and will be added
            text = tr.gettext("From {name}, who is added as a partner")
            before, _, after = text.partition("{name}")
            runs = (Run(before, BODY), Run(new, BODY_STRONG), Run(after, BODY))
        else:
            return
        self._from.set_runs(runs)

    def read(self, client: ClientRef) -> None:
        """Look up what somebody bought."""
        client_id = client.id
        self._context.runner.read(
            _SLOT, lambda queries: queries.card(client_id, slot=_SLOT), self._on_card
        )

    def copied_sale(self) -> int | None:
        """Return the sale that is to be sold again, if that is wanted."""
        sale = self.packages.currentData()
        wanted = self._chosen is not None and self.copy.isChecked()
        return sale if wanted and isinstance(sale, int) else None

    def restore_copy(self, sale: int | None) -> None:
        """Put back what was chosen before, once it has been read."""
        self._wanted_sale = sale
        self.copy.setChecked(sale is not None)

    def _build(self) -> None:
        px = self._context.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(px(5))
        column.addWidget(hairline())
        column.addWidget(self._from)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(_INDENT), 0, 0, 0)
        inner.setSpacing(px(5))
        inner.addWidget(self._bought)
        inner.addWidget(self._with_key(self.record, "Alt R"))
        below = QHBoxLayout()
        below.setContentsMargins(px(26), 0, 0, 0)
        below.addWidget(self._earns)
        inner.addLayout(below)
        row = QVBoxLayout(self._copy_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(5))
        row.addWidget(self._with_key(self.copy, "Alt C"))
        packages = QHBoxLayout()
        packages.setContentsMargins(px(26), 0, 0, 0)
        packages.addWidget(self.packages)
        row.addLayout(packages)
        inner.addWidget(self._copy_row)
        column.addLayout(inner)
        column.addWidget(hairline())
        for part in (self._bought, self._earns, self._copy_row, self.packages):
            part.hide()

    def _with_key(self, box: QCheckBox, key: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._context.theme.px(8))
        row.addWidget(box)
        if keys.has_mnemonics():
            row.addWidget(Keycap(self._context.theme, key))
        row.addStretch(1)
        return holder

    def _on_toggled(self) -> None:
        self.packages.setVisible(self.copy.isChecked() and self.packages.count() > 1)
        self._earns.setVisible(self.record.isChecked() and bool(self._earns.whole_text()))
        self.changed.emit()

    def _on_rules(self, rules: tuple[RewardRuleShape, ...]) -> None:
        """Say what recording the referral will earn by the rules that hold today."""
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        said = [rule_sentence(tr, rule) for rule in rules if rule.state is RuleState.ON]
        if said:
            # Translators: {reward} is a rule: "10% of the first sale, once it is paid in full ..."
            text = tr.gettext("Earns {reward}").format(reward="\n".join(said))
            self._earns.set_text(text, SMALL, "second")
            self._earns.setVisible(self.record.isChecked())

    def _on_card(self, card: ClientCard | None) -> None:
        chosen = self._chosen
        if not shiboken6.isValid(self) or card is None or chosen is None:
            return
        if card.details.ref.id == chosen.id:
            self._sales = tuple(
                sale for sale in card.last_sales if sale.status is not SaleStatus.CANCELLED
            )
            self._show_sales()

    def _show_sales(self) -> None:
        tr = self._context.tr
        said = [
            # Translators: what was sold, for how much, when
            tr.pgettext("sale", "{title}, {amount}, {month}").format(
                title=one_line(sale.title),
                amount=tr.formats.money(sale.total),
                month=tr.formats.month_year_short(sale.on),
            )
            for sale in self._sales
        ]
        # Translators: between what somebody bought
        between = tr.pgettext("purchases", "; ")
        text = tr.gettext("Bought: {what}").format(what=between.join(said[:_BOUGHT]))
        self._bought.set_text(text, SMALL, "second")
        self._bought.setVisible(bool(said))
        self._copy_row.setVisible(bool(said))
        self.packages.blockSignals(True)
        self.packages.clear()
        for sale, words in zip(self._sales, said, strict=True):
            self.packages.addItem(painted(words), sale.id)
        ids = [sale.id for sale in self._sales]
        if self._wanted_sale in ids:
            self.packages.setCurrentIndex(ids.index(self._wanted_sale))
        elif self._sales:
            # "The same package" is hardly ever the small thing that they bought beside it.
            largest = max(self._sales, key=lambda sale: sale.total.major)
            self.packages.setCurrentIndex(ids.index(largest.id))
        self.packages.blockSignals(False)
        self._on_toggled()
