"""The card's line about whom a client sent, and what credit they have; a key opens the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.card import keys
from smallcrm.ui.card.head import LinkLabel
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.widgets.badge import Keycap
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, tool_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import ReferralSummary
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.context import UiContext

KEY: Final = "B"
# A credit that lapses within so many days is said with a sign.
SOON_DAYS: Final = 30
_INDENT: Final = 22


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """Whom they sent and what credit they have, and beneath until when the next of it is good."""

    runs: tuple[Run, ...]
    until: str = ""
    urgent: bool = False
    has_credit: bool = False

    @property
    def whole(self) -> str:
        """Return all of it as one text, for a tool tip and whoever listens."""
        first = "".join(run.text for run in self.runs)
        return f"{first}\n{self.until}" if self.until else first


def referral_line(tr: I18n, card: ClientCard) -> ReferralLine:
    """Say whom they sent and what it was worth, and what credit they have; empty for neither."""
    summary, credit = card.referral_summary, card.balance.credit
    sent, left = _sent(tr, summary), _left(tr, summary, credit)
    between = [Run("  ·  ", BODY, "third")] if sent and left else []
    until, urgent = _good_until(tr, summary)
    return ReferralLine((*sent, *between, *left), until, urgent, bool(credit))


def _sent(tr: I18n, summary: ReferralSummary) -> list[Run]:
    if not summary.sent:
        return []
    figures = {"sent": tr.formats.number(summary.sent), "won": tr.formats.number(summary.won)}
    if not summary.worth:
        return [Run(tr.gettext("Sent {sent}, won {won}").format(**figures))]
    # Translators: how many people a client sent us, and what came of it
    text = tr.gettext("Sent {sent}, won {won}, worth {worth}")
    return _filled(text, figures, "worth", tr.formats.monies(summary.worth))


def _left(tr: I18n, summary: ReferralSummary, credit: Sequence[Money]) -> list[Run]:
    """Say what can be used; what is not of referrals (paid too much, say) counts as well."""
    if not credit:
        used = bool(summary.earned)
        return [Run(tr.gettext("credit used up"), BODY, "second")] if used else []
    if summary.left:
        # Translators: what is left of a client's credit, after other words
        text = tr.pgettext("after other words", "credit {amounts} left")
        if not summary.sent:
            text = tr.gettext("Credit {amounts} left")
    else:
        # Translators: money of the client's that is not used yet, after other words
        text = tr.pgettext("after other words", "credit {amounts}")
        if not summary.sent:
            text = tr.gettext("Credit {amounts}")
    runs = _filled(text, {}, "amounts", tr.formats.monies(credit), ok=True)
    if summary.left and set(summary.left) != set(credit):
        # Translators: after "credit 170.00 EUR left": how much of it is for referrals
        text = tr.gettext(", {amounts} of it for referrals")
        runs.append(Run(text.format(amounts=tr.formats.monies(summary.left)), BODY, "second"))
    return runs


def _filled(
    template: str, values: dict[str, str], name: str, value: str, *, ok: bool = False
) -> list[Run]:
    """Fill a message, the value of one placeholder strong."""
    before, _, after = template.partition(f"{{{name}}}")
    runs = [
        Run(before.format(**values)),
        Run(value, BODY_STRONG, "ok" if ok else "plain"),
        Run(after.format(**values)),
    ]
    return [run for run in runs if run.text]


def _good_until(tr: I18n, summary: ReferralSummary) -> tuple[str, bool]:
    """Say which credit lapses next and when, and whether that is soon."""
    if summary.expires is None:
        return "", False
    amount, day = summary.expires
    # Translators: how long a part of a client's credit can be used: "50.00 EUR good until 3 May"
    text = tr.gettext("{amount} good until {date}").format(
        amount=tr.formats.money(amount), date=tr.formats.date_sentence(day, on_screen=True)
    )
    return text, (day - tr.formats.clock.today()).days <= SOON_DAYS


class ReferralStrip(QWidget):
    """The line with its key; `clicked` asks for the list of whom they sent and what it earned."""

    clicked = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._line = LinkLabel(context, icon="gift")
        self._key = Keycap(context.theme, KEY)
        self._until = RunLabel(context.theme)
        self._row = QHBoxLayout()
        self._row.addWidget(self._line, 1)
        self._row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._below = QHBoxLayout()
        self._below.addWidget(self._until)
        self._column.addLayout(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line.clicked.connect(self.clicked)
        context.theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_card(self, card: ClientCard) -> bool:
        """Show what a client sent; say whether there is anything to show."""
        line = referral_line(self._context.tr, card)
        self._line.set_runs(line.runs, ("gift" if line.has_credit else "users", "second"))
        tip = self._context.tr.gettext("Whom they sent, and what it earned ({key})")
        self._line.setToolTip(
            tool_tip(f"{line.whole}\n{tip.format(key=keys.key_name(f'Alt+{KEY}'))}")
        )
        self._until.set_text(line.until, SMALL, "soon" if line.urgent else "second")
        self._until.setVisible(bool(line.until))
        return bool(line.runs)

    def text(self) -> str:
        """Return what is shown."""
        shown = [self._line.whole_text()]
        if not self._until.isHidden():
            shown.append(self._until.whole_text())
        return "\n".join(shown)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._row.setSpacing(px(8))
        self._column.setSpacing(px(1))
        self._below.setContentsMargins(px(_INDENT), 0, 0, 0)
