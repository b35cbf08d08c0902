"""One line about the call that a window is about: its number, whose it is, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.ui.card.call import call_words
from smallcrm.ui.card.seats import let_down
from smallcrm.ui.theme import BODY, BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext


class CallLine(RunLabel):
    """Follows a call, in the colour of what is happening now.

    Its window stands above others no longer than it rings.
    """

    def __init__(self, context: UiContext, call: Call, about: str) -> None:
        super().__init__(context.theme, icon=("phone", "ok"))
        self._tr = context.tr
        self._about = about
        self._call = call
        call.changed.connect(self._show)
        self._show()

    def set_call(self, call: Call) -> None:
        """Follow another one: the same number called again."""
        self._call.changed.disconnect(self._show)
        self._call = call
        call.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        tr, words = self._tr, call_words(self._tr, self._call)
        number = self._call.shown or tr.gettext("Number withheld")
        text = words.text
        if self._about:
            # Translators: {about} is whose number it is, {now} says that it is on the line
            text = tr.pgettext("phone number", "{about}: {now}").format(
                about=self._about, now=words.text
            )
        runs = (Run(number, BODY_STRONG, words.tone), Run(f"  {text}", BODY, words.tone))
        self.set_runs(runs, (words.icon, words.tone))
        if not self._call.is_ringing:
            let_down(self.window())
