"""One line in a form that says what to know of a client before selling: on hold, over a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.money import Money
from smallcrm.ui.theme import SMALL, SMALL_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.receivable_shapes import Standing
    from smallcrm.ui.theme import ThemeContext


class StandingLine(RunLabel):
    """Warns, and never blocks; hidden where there is nothing to say."""

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__(theme, wrap=True)
        self._tr = tr
        self._standing: Standing | None = None
        self._besides: tuple[str, ...] = ()
        self.hide()

    def set_standing(
        self, standing: Standing | None, new: Money | None = None, *besides: str
    ) -> None:
        """Say what stands in the way of selling to them, with `new` on top of what is owed.

        `besides` is said after it: what was given up as a bad debt, for one.
        """
        self._standing = standing
        self._besides = tuple(text for text in besides if text)
        self.set_new(new)

    def set_new(self, new: Money | None) -> None:
        """Reckon with another amount on top of what is owed."""
        texts = [] if self._standing is None else warnings(self._tr, self._standing, new)
        texts += self._besides
        runs: list[Run] = []
        for number, text in enumerate(texts):
            runs.append(
                Run(f"   {text}" if number else text, SMALL_STRONG if not number else SMALL)
            )
        self.set_runs(tuple(runs), ("triangle-alert", "soon") if runs else None)
        self.setVisible(bool(runs))


def warnings(tr: I18n, standing: Standing, new: Money | None) -> list[str]:
    """Return what a new sale to a client should warn of, the gravest first."""
    said: list[str] = []
    if standing.on_hold:
        if standing.hold_reason:
            # Translators: why nothing should be sold to a client now
            said.append(tr.gettext("On hold: {reason}.").format(reason=standing.hold_reason))
        else:
            said.append(tr.gettext("On hold."))
    limit, left = standing.credit_limit, standing.limit_left
    if limit is not None and left is not None:
        if new is not None and new.currency == left.currency:
            left = Money(left.minor - new.minor, left.currency)
        if left.minor < 0:
            over = Money(-left.minor, left.currency)
            said.append(
                tr.gettext("{over} above the credit limit of {limit}.").format(
                    over=tr.formats.money(over), limit=tr.formats.money(limit)
                )
            )
    return said
