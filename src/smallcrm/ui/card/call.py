"""A call as the phone tells of it, from the first ring to what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SIGNAL, QObject, QTimer, Signal

from smallcrm.domain.enums import PhoneStyle
from smallcrm.telephony.reports import CallState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from smallcrm.domain.clock import Clock
    from smallcrm.i18n.catalog import I18n
    from smallcrm.telephony.reports import CallReport
    from smallcrm.ui.theme import Tone

PROGRAM: Final = "program"
"""The source of calls that a command line told of: nobody tells how they go on."""
_UNTOLD: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(hours=4)
_MOMENT: Final = timedelta(minutes=1)
_SECOND_MS: Final = 1000
_MINUTE: Final = 60


class Call(QObject):
    """Who rings, or whom the owner rings, and how far that is; no number where it is withheld.

    `shown` is the number for people to read. `is_earlier`: it was kept before, and is only looked
    at again; `is_unseen`: so much rang at once that it has no window.

    `changed` with each report and each second of talking; `logged` once it is known which row of
    the file it is (`interaction` of a client, or `unknown_call`), also where that failed. Lives on
    the GUI thread; with a parent it does so too where a thread that writes lets go of it last.
    """

    changed = Signal()
    logged = Signal()

    def __init__(
        self,
        number: str,
        name: str = "",
        *,
        outgoing: bool = False,
        at: datetime,
        source: str = PROGRAM,
        key: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.number = number
        self.name = name
        self.outgoing = outgoing
        self.at = at
        self.source = source
        self.key = key
        self.state = CallState.RINGING
        self.answered: bool | None = None
        self.seconds: int | None = None
        self.client: int | None = None
        self.contact_person: int | None = None
        self.interaction: int | None = None
        self.unknown_call: int | None = None
        self.note = ""
        self.is_earlier = False
        self.is_unseen = False
        self.is_logged = False
        self.is_past = False
        self.shown = number
        self._country = ""
        self._answered_at: datetime | None = None
        self._clock: Clock | None = None
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self.changed)
        self._silence = QTimer(self, singleShot=True)
        self._silence.timeout.connect(self._on_silence)

    @property
    def is_live(self) -> bool:
        """Tell whether it rings or is talked on, as far as anybody knows."""
        return self.state is not CallState.ENDED and not self.is_past

    @property
    def is_ringing(self) -> bool:
        """Tell whether it rings, as far as anybody knows."""
        return self.is_live and self.state is CallState.RINGING

    @property
    def is_talking(self) -> bool:
        """Tell whether it was answered and has not ended."""
        return self.is_live and self.state is CallState.ANSWERED

    @property
    def is_untold(self) -> bool:
        """Tell whether nobody will say how it goes on."""
        return self.is_ringing and self.answered is None

    @property
    def is_busy(self) -> bool:
        """Tell whether the owner is likely with it: talked on, or rung a moment ago."""
        now = self._now()
        return self.is_talking or (self.is_live and now is not None and now - self.at < _MOMENT)

    @property
    def is_missed(self) -> bool:
        """Tell whether somebody called in vain."""
        return self.state is CallState.ENDED and self.answered is False and not self.outgoing

    @property
    def is_shown(self) -> bool:
        """Tell whether anything follows it."""
        return self.receivers(SIGNAL("changed()")) > 0

    def begin(self, clock: Clock, country: str) -> None:
        """Reckon with the time from now on, and write its number as people of a country do."""
        self._clock, self._country = clock, country
        self.shown = shown_number(self.number, country)
        self._mind(_UNTOLD)

    def follow(self, report: CallReport) -> bool:
        """Take what its source says now; tell whether that was news."""
        before = (self.number, self.name, self.state, self.answered, self.seconds)
        if not self.number and report.caller.number:
            self.number = report.caller.number
            self.shown = shown_number(self.number, self._country)
        self.name = self.name or report.caller.name
        if report.state is CallState.ANSWERED and self.state is CallState.RINGING:
            self.state, self.answered = CallState.ANSWERED, True
            self._answered_at = self._now()
            self._second.start()
            self._mind(_LONGEST)
        elif report.state is CallState.ENDED:
            self._end(report)
        elif report.answered is not None and self.answered is None:
            self.answered = report.answered
        news = before != (self.number, self.name, self.state, self.answered, self.seconds)
        if news:
            self.changed.emit()
        return news

    def end(self) -> None:
        """Take the owner's word for it that it is over, where nobody else will say so."""
        if self.is_live:
            self._on_silence()

    def set_row(self, *, interaction: int | None = None, unknown_call: int | None = None) -> None:
        """Say which row of the file it is."""
        self.interaction, self.unknown_call = interaction, unknown_call
        self.is_logged = True
        self.logged.emit()
        self.changed.emit()

    def when_logged(self, act: Callable[[], object]) -> None:
        """Act once it is known which row of the file it is, at once where it is."""
        if self.is_logged:
            act()
            return

        def once() -> None:
            self.logged.disconnect(once)
            act()

        self.logged.connect(once)

    def talking_seconds(self) -> int | None:
        """Return how long was spoken up to now, as far as anybody told."""
        if self.seconds is not None or self._answered_at is None:
            return self.seconds
        now = self._now()
        return max(0, round((now - self._answered_at).total_seconds())) if now else None

    def _end(self, report: CallReport) -> None:
        if self.state is CallState.ENDED and report.answered is None and report.seconds is None:
            return
        # None: only that it is over is told, not how it ended.
        answered = report.answered if report.answered is not None else self.answered or None
        spoken = report.seconds if report.seconds is not None else self.talking_seconds()
        self.state, self.answered = CallState.ENDED, answered
        self.seconds = 0 if answered is False else spoken
        self._second.stop()
        self._mind(_UNTOLD)

    def _now(self) -> datetime | None:
        return self._clock.now() if self._clock is not None else None

    def _mind(self, patience: timedelta) -> None:
        """Take it for over when nothing more is told of it."""
        self._silence.start(round(patience.total_seconds() * _SECOND_MS))

    def _on_silence(self) -> None:
        self._second.stop()
        self.is_past = True
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class CallWords:
    """How far a call is, in words, with the icon and the tone that go with them."""

    text: str
    icon: str
    tone: Tone


def call_words(tr: I18n, call: Call) -> CallWords:
    """Say how far a call is: `calling now`, `on the line 2:14`, `missed at 14:03`."""
    spoken = call.talking_seconds()
    time = duration(spoken) if spoken else ""
    direction = "phone-outgoing" if call.outgoing else "phone-incoming"
    if call.is_missed:
        # Translators: a call that nobody answered; {time} is a time of day
        text = tr.pgettext("call", "missed at {time}").format(time=tr.formats.time(call.at))
        return CallWords(text, "phone-missed", "debt")
    if call.state is CallState.ENDED:
        if call.outgoing and call.answered is False:
            return CallWords(tr.pgettext("call", "not reached"), "phone-off", "second")
        # Translators: how long a call was, "spoken 3:12"
        text = tr.pgettext("call", "spoken {time}").format(time=time) if time else ""
        return CallWords(text or tr.pgettext("call", "call ended"), "phone", "second")
    if call.is_talking:
        # Translators: how long somebody has been on the line, "on the line 2:14"
        text = tr.pgettext("call", "on the line {time}").format(time=duration(spoken or 0))
        return CallWords(text, "phone-call", "ok")
    if call.is_past:
        # Translators: when a call was, of which nobody told how it went on
        text = tr.pgettext("call", "called at {time}").format(time=tr.formats.time(call.at))
        return CallWords(text, direction, "second")
    text = tr.gettext("being called") if call.outgoing else tr.gettext("calling now")
    return CallWords(text, direction, "ok")


def shown_number(number: str, country: str) -> str:
    """Write a number that a line told as bare digits in the groups that people read."""
    from smallcrm.domain import phone  # 50 ms, and Today is made before the first call

    bare = number.removeprefix("+")
    if not (bare.isascii() and bare.isdigit()):
        return number
    abroad = number.startswith(("+", "00"))
    style = PhoneStyle.INTERNATIONAL if abroad else PhoneStyle.NATIONAL
    return phone.written(phone.parse(number, country), style, country)


def duration(seconds: int) -> str:
    """Write how long a call was: `3:12`, `1:02:45`."""
    minutes, rest = divmod(max(0, seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def region_words(tr: I18n, region: str | None) -> str:
    """Say where a number is from: `United Kingdom, mobile` for `GB mobile`."""
    if not region:
        return ""
    country, _, kind = region.partition(" ")
    name = tr.formats.country_name(country)
    words = {
        "mobile": tr.pgettext("phone number", "mobile"),
        "fixed": tr.pgettext("phone number", "fixed line"),
    }.get(kind)
    # Translators: a country and a kind of telephone: "United Kingdom, mobile"
    return (
        tr.pgettext("phone number", "{country}, {kind}").format(country=name, kind=words)
        if (words)
        else name
    )
