"""Pictures of own fields, tags, levels, batch edits: `python -m tests.ui.show_care OUT [NAME…]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.reward_data import perform
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.paths import Paths
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.services.commands import OwnValueInput
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.batch_dialog import BatchDialog
from smallcrm.ui.dialogs.batch_steps import StepKind
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.details_dialog import DetailsReminderDialog
from smallcrm.ui.dialogs.level_rule_dialog import LevelRuleDialog
from smallcrm.ui.dialogs.level_rules_window import LevelRulesWindow
from smallcrm.ui.dialogs.own_field_dialog import OwnFieldDialog
from smallcrm.ui.dialogs.own_fields_window import OwnFieldsWindow
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.dialogs.shortcuts import ShortcutsDialog
from smallcrm.ui.dialogs.tags_window import RenameTagDialog, TagsWindow
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.theme import ThemeContext

_LOOKS = (
    ("en", "light", 1.0),
    ("zh_CN", "dark", 1.0),
    ("en", "dark", 1.0),
    ("zh_CN", "light", 1.5),
)
_FIELDS = {
    False: (
        ("Instrument", OwnFieldKind.CHOICE, ("grand", "upright", "none")),
        ("Last tuned", OwnFieldKind.DATE, ()),
        ("Yearly budget", OwnFieldKind.AMOUNT, ()),
        ("Newsletter", OwnFieldKind.YES_NO, ()),
        ("Website", OwnFieldKind.LINK, ()),
        ("Keys", OwnFieldKind.NUMBER, ()),
        ("Where the key is", OwnFieldKind.TEXT, ()),
    ),
    True: (
        ("琴型", OwnFieldKind.CHOICE, ("三角钢琴", "立式钢琴", "没有")),
        ("上次调律", OwnFieldKind.DATE, ()),
        ("每年预算", OwnFieldKind.AMOUNT, ()),
        ("收通讯", OwnFieldKind.YES_NO, ()),
        ("网站", OwnFieldKind.LINK, ()),
        ("琴键数", OwnFieldKind.NUMBER, ()),
        ("钥匙在哪里", OwnFieldKind.TEXT, ()),
    ),
}
_VALUES = {
    False: ("grand", "2026-03-03", "1200", "yes", "https://goncalves.example", "88", "With Judith"),
    True: ("三角钢琴", "2026-03-03", "1200", "yes", "https://lin.example", "88", "在王秘书那里"),
}


def fill(backend: Backend, *, chinese: bool) -> int:
    """Make own fields, tags, rules, and a client whose details are old; return the client."""
    currency = "CNY" if chinese else "EUR"
    fields = [
        perform(
            backend,
            commands.AddOwnField(name=name, kind=kind, choices=choices, on_card=number != 5),
        )
        for number, (name, kind, choices) in enumerate(_FIELDS[chinese])
    ]
    values = tuple(
        OwnValueInput(own_field=field, value=value, currency=currency if value == "1200" else None)
        for field, value in zip(fields, _VALUES[chinese], strict=True)
    )
    tags = ("钢琴", "学校", "老客户") if chinese else ("piano", "school", "since the start")
    client = perform(
        backend,
        commands.AddClient(
            name="林美玲" if chinese else "Beatriz Gonçalves",
            organisation="林氏音乐学校" if chinese else "Gonçalves School of Music",
            code="K-1",
            phones=(
                commands.PhoneInput(number="+353 20 910 4180", label="office"),
                commands.PhoneInput(number="020 910 4182", label="mobile"),
            ),
            emails=(commands.EmailInput(address="office@goncalves.example"),),
            tags=tags,
            own=values,
        ),
    )
    people = ("王芳", "李雷", "韩梅梅") if chinese else ("Oisín Byrne", "Hannah Keogh", "Li Wei")
    for number, name in enumerate(people):
        perform(
            backend,
            commands.AddClient(
                name=name,
                tags=tags[: number + 1],
                phones=(commands.PhoneInput(number=f"020 910 55{number}0"),),
                addresses=(commands.AddressInput(locality="dublin", postal_code="d02 x285"),),
                source="Fair" if number else "fair 2019",
                own=values[:number],
            ),
        )
    sale = commands.AddSale(
        client=client,
        title="钢琴调律" if chinese else "Piano tuning",
        amount=Decimal("12400.00"),
        currency=currency,
        on=date(2026, 2, 12),
        due=date(2026, 3, 14),
    )
    perform(backend, sale)
    perform(
        backend,
        commands.TakePayment(
            client=client, amount=Decimal("12400.00"), currency=currency, on=date(2026, 3, 3)
        ),
    )
    perform(
        backend,
        commands.AddLevelRule(level=Level.VIP, paid=Decimal(10000), within_months=12),
    )
    perform(backend, commands.AddLevelRule(level=Level.PREFERRED, paid=Decimal(2000)))
    perform(
        backend,
        commands.AddLevelRule(
            level=Level.PREFERRED, paid=Decimal(500), within_months=36, referrals_won=2
        ),
    )
    return client


def window(context: UiContext, store: Path) -> QWidget:
    """Open the main window on the list of clients, two of them chosen."""
    main = MainWindow(context, QSettings(str(store), QSettings.Format.IniFormat))
    main.deck = CardDeck(context, anchor=main)
    main.desk = Desk(context, main, main.deck)
    main.resize(context.theme.px(1366), context.theme.px(768))
    main.show()
    main.data_ready()
    main.tabs.setCurrentIndex(1)
    wait(context)
    table = main.current_tab().table
    table.setFocus()
    table.selectAll()
    main.current_tab().columns._table.setColumnHidden(11, False)
    wait(context)
    return main


def batch(context: UiContext, clients: tuple[int, ...], kind: StepKind) -> QWidget:
    dialog = BatchDialog(context, clients)
    dialog.open()
    wait(context)
    row = dialog.steps.rows()[0]
    row.what.choose(kind)
    if kind is StepKind.REPLACE:
        row.which.choose("source")
        row._find.setText("fair")
        row._by.setText("Trade fair")
        tags = dialog.steps.add(StepKind.ADD_TAGS)
        tags._words.set_words(["newsletter"])
        dialog.steps.add(StepKind.PHONES)
    elif kind is StepKind.SET:
        row.which.choose("payment_term_days")
        row._value.field.setText("soon")
    dialog._soon.stop()
    dialog._ask()
    wait(context)
    return dialog


def opened(context: UiContext, dialog: QWidget, then: Callable[[QWidget], None] | None = None):
    dialog.open()
    wait(context)
    if then is not None:
        then(dialog)
        wait(context)
    return dialog


def card(context: UiContext, client: int, *, confirm: bool = False) -> QWidget:
    found = CardWindow(context, client)
    found.resize(context.theme.px(548), context.theme.px(690))
    found.show()
    wait(context)
    if confirm:
        found._confirming.confirm()
        wait(context)
    return found


def client_form(context: UiContext, client: int | None) -> QWidget:
    dialog = ClientDialog(context, client)
    dialog.open()
    wait(context)
    dialog.show_more()
    # Taller than any screen: all rows on one picture.
    dialog.resize(dialog.width(), context.theme.px(1560))
    return dialog


def settings(context: UiContext) -> QWidget:
    dialog = SettingsDialog(context)
    dialog.open()
    dialog.pages.show_row("clients.stale_months")
    return dialog


def lower(dialog: QWidget) -> None:
    """Ask for less, so that somebody else's level would change."""
    dialog.level.choose(Level.VIP)
    dialog.paid.setText("10")
    dialog._soon.stop()
    dialog._ask()


def makers(context: UiContext, client: int, store: Path) -> dict[str, Callable[[], QWidget]]:
    queries = context.runner.backend().queries
    everybody = tuple(queries.row_ids("clients", Order(sort="name"), slot="pictures"))
    tags = queries.tags()
    return {
        "card": lambda: card(context, client),
        "card-confirmed": lambda: card(context, client, confirm=True),
        "fields": lambda: opened(context, OwnFieldsWindow(context)),
        "field": lambda: opened(context, OwnFieldDialog(context, 1)),
        "tags": lambda: opened(context, TagsWindow(context)),
        "tag": lambda: opened(
            context,
            RenameTagDialog(context, tags[0], tags),
            lambda dialog: dialog.name.setText(tags[1].name),
        ),
        "levels": lambda: opened(context, LevelRulesWindow(context)),
        "level": lambda: opened(context, LevelRuleDialog(context, 2), lower),
        "form": lambda: client_form(context, client),
        "form-new": lambda: client_form(context, None),
        "batch": lambda: batch(context, everybody, StepKind.REPLACE),
        "batch-wrong": lambda: batch(context, everybody, StepKind.SET),
        "remind": lambda: opened(context, DetailsReminderDialog(context, client)),
        "settings-details": lambda: settings(context),
        "window": lambda: window(context, store),
        "keys": lambda: ShortcutsDialog(context),
    }


def main(out: Path, names: tuple[str, ...]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    # What is entered is two years and a quarter old when it is looked at.
    before = Clock.fixed(datetime(2024, 2, 1, 9, tzinfo=UTC), CLOCK.zone)
    for language, choice, scale in _LOOKS:
        chinese = language == "zh_CN"
        theme.set_choice(choice)
        theme.set_scale(scale)
        theme.set_chinese(chinese=chinese)
        country, currency = ("CN", "CNY") if chinese else ("IE", "EUR")
        ending = f"{language}-{choice}.png"
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            paths = Paths(data=data, machine_settings=data / "m.json")
            backend = open_backend(paths, before, country=country, currency=currency)
            client = fill(backend, chinese=chinese)
            backend.close()
            backend = open_backend(paths, CLOCK, country=country, currency=currency)
            perform(backend, commands.RefreshLevels())
            context = context_of(backend, paths, theme, language)
            for name, make in makers(context, client, data / "w.ini").items():
                if not names or name in names:
                    shoot(context, make(), out / f"{name}-{ending}")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
