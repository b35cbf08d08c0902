"""Pictures of a call from ring to end: `xvfb-run -a python -m tests.ui.show_calls_windows OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.card import people
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.paths import Paths
from smallcrm.services.commands import AddClient, AddFollowUp, LogCall, PhoneInput
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card.call import Call
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.calls_window import CallsWindow
from smallcrm.ui.theme import ThemeContext

_LOOKS = (("en", "light"), ("zh_CN", "dark"), ("en", "dark"), ("zh_CN", "light"))
_STRANGE = "+44 7700 900146"


def _report(call: Call, state: CallState, seconds: int | None = None) -> None:
    answered = None if state is CallState.RINGING else bool(seconds) or state is CallState.ANSWERED
    call.follow(
        CallReport("line", "1", state, Caller(call.number), False, call.at, answered, seconds)
    )


def _call(number: str, *, talking: int = 0, ended: int | None = None, row: int = 0) -> Call:
    at = CLOCK.now() - timedelta(seconds=talking + 8)
    call = Call(number, at=at, source="line", key="1")
    call.begin(CLOCK, "IE")
    if talking:
        _report(call, CallState.ANSWERED)
        call._answered_at = CLOCK.now() - timedelta(seconds=talking)
    if ended is not None:
        _report(call, CallState.ENDED, ended)
    call.set_row(interaction=row or None)
    return call


def _card(context: UiContext, client: int, call: Call, **more: object) -> QWidget:
    card = CardWindow(context, client)
    wait(context)
    card.resize(548, 690)
    card.set_call(call)
    card.note.set_text(str(more.get("note", "")))
    if rating := more.get("rating"):
        card.body.call.set_rating(int(str(rating)))
    wait(context)
    return card


def _stacked(context: UiContext, cards: tuple[QWidget, QWidget]) -> QWidget:
    both = QWidget()
    both.setWindowTitle("stack")
    both.resize(620, 760)
    for place, card in enumerate(cards):
        card.setParent(both)
        card.setGeometry(8 + 40 * place, 8 + 44 * place, 548, 690)
        card.show()
    return both


def makers(
    context: UiContext, backend: Backend, client: int, other: int
) -> dict[str, Callable[[], QWidget]]:
    queries = backend.queries
    card = queries.card(client)
    assert card is not None
    row, number = card.last_interactions[0].id, card.details.phones[-1].number
    second = queries.card(other)
    assert second is not None

    def chooser(said: str) -> QWidget:
        made = Chooser(context, Call(said, at=CLOCK.now()), queries.call_lookup(said))
        made.resize(made.wanted_size())
        return made

    def form(said: str, region: str | None = None) -> QWidget:
        made = NewCaller(context, _call(said, talking=21), region=region)
        made.resize(520, 560)
        made.form.name_field.setText("Beatriz" if context.tr.language == "en" else "张")
        wait(context)
        QTest.qWait(300)
        made.form.note.set_text("Mornings only; the grand is out of tune")
        made.kept.settle(lambda: None)
        wait(context)
        return made

    def calls(which: str, row: int = 0) -> QWidget:
        made = CallsWindow(context, which=which)
        wait(context)
        made.table.select_row(row)
        return made

    def nothing_like_it() -> QWidget:
        made = CallsWindow(context, which="missed")
        made.find_field.setText("xyz")
        made._on_typed()
        wait(context)
        return made

    def ended(**more: object) -> QWidget:
        return _card(context, client, _call(number, talking=192, ended=192, row=row), **more)

    ringing = _call(number)
    return {
        "card-ringing": lambda: _card(context, client, ringing),
        "card-talking": lambda: _card(context, client, _call(number, talking=134), note="Mornings"),
        "card-ended": ended,
        "card-rated": lambda: ended(rating=4),
        "card-missed": lambda: _card(context, client, _call(number, ended=0, row=row)),
        "card-two": lambda: _stacked(
            context,
            (
                _card(context, client, _call(number, talking=30)),
                _card(context, other, _call(second.details.phones[0].number)),
            ),
        ),
        "chooser": lambda: chooser("+353209127730"),
        "chooser-switchboard": lambda: chooser("+4930901820123"),
        "caller": lambda: form(_STRANGE, "GB mobile"),
        "caller-withheld": lambda: form(""),
        "calls": lambda: calls("all", 2),
        "calls-missed": lambda: calls("missed"),
        "calls-none": nothing_like_it,
    }


def fill(backend: Backend, *, chinese: bool) -> tuple[int, int]:
    """Make clients, and calls of a week: known, missed, unknown and withheld."""
    client, other = people.beatriz(backend), people.zhang_wei(backend)
    if chinese:
        client, other = other, client
    people.two_at_the_hotel(backend)
    people.perform(
        backend, AddClient(name="Bezirksamt Mitte", phones=(PhoneInput(number="+49 30 901820-0"),))
    )
    text = "为六月展会打电话" if chinese else "Call about the piano"
    people.perform(backend, AddFollowUp(client=client, text=text, due=date(2026, 5, 12)))
    known = backend.queries.card(client)
    assert known is not None
    mobile = known.details.phones[0].number
    for key, number, name, hours, answered, seconds, out in (
        ("1", mobile, "", 1, False, 0, False),
        ("2", _STRANGE, "P RAMAN", 2, False, 0, False),
        ("3", mobile, "", 3, True, 254, False),
        ("4", "", "", 5, True, 61, False),
        ("5", "+353209127730", "", 20, False, 0, False),
        ("6", mobile, "", 26, True, 3765, True),
        ("7", "+353 20 910 4180", "", 27, False, 0, True),
        ("8", "+86 139 5755 0116", "", 28, True, 12, False),
    ):
        at = datetime(2026, 5, 12, 8, 42, tzinfo=UTC) - timedelta(hours=hours, minutes=7)
        people.perform(
            backend,
            LogCall(
                source="line", key=key, number=number, name=name, outgoing=out, at=at,
                answered=answered, seconds=seconds,
            ),
        )  # fmt: skip
    return client, other


def main(out: Path, names: tuple[str, ...]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, choice in _LOOKS:
        chinese = language == "zh_CN"
        theme.set_choice(choice)
        theme.set_chinese(chinese=chinese)
        country, currency = ("CN", "CNY") if chinese else ("IE", "EUR")
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            paths = Paths(data=data, machine_settings=data / "m.json")
            backend = open_backend(paths, CLOCK, country=country, currency=currency)
            client, other = fill(backend, chinese=chinese)
            context = context_of(backend, paths, theme, language)
            for name, make in makers(context, backend, client, other).items():
                if not names or name in names:
                    shoot(context, make(), out / f"{name}-{language}-{choice}.png")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
