"""Pictures of the reward rules: `python -m tests.ui.show_reward_rules OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.reward_data import fill_referrals, perform
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.paths import Paths
from smallcrm.services.commands import AddRewardRule
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.reward_rule_dialog import RewardRuleDialog
from smallcrm.ui.dialogs.reward_rules_window import RewardRulesWindow
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.dialogs.shortcuts import ShortcutsDialog
from smallcrm.ui.theme import ThemeContext

_NAMES = ("10% of the first sale", "Summer, both get something", "Old friends")
_CHINESE = ("首笔销售 10%", "夏季活动", "老朋友优惠")
_LOOKS = (("en", "light", 1.0), ("zh_CN", "dark", 1.0), ("en", "dark", 1.5), ("qps", "light", 1.0))


def fill_rules(backend: Backend, *, chinese: bool) -> int:
    """Make rules of every state; return one that has earned something."""
    names = _CHINESE if chinese else _NAMES
    currency = "CNY" if chinese else "EUR"
    first = perform(
        backend,
        AddRewardRule(
            name=names[0],
            percent=Decimal(10),
            currency=currency,
            cap=Decimal(200),
            valid_from=date(2026, 3, 1),
        ),
    )
    perform(
        backend,
        AddRewardRule(
            name=names[1],
            amount=Decimal(25),
            currency=currency,
            recipients=RewardRecipients.BOTH,
            earned_when=EarnedWhen.ORDERED,
            first_sales=3,
            within_months=6,
            minimum=Decimal(100),
            year_cap=Decimal(500),
            valid_from=date(2026, 6, 1),
            valid_until=date(2026, 8, 31),
            expires_after_days=365,
            note="只在夏季试行。" if chinese else "Only tried out in summer.",
        ),
    )
    perform(
        backend,
        AddRewardRule(
            name=names[2],
            percent=Decimal("7.5"),
            first_sales=None,
            without_tax=True,
            valid_until=date(2025, 12, 31),
        ),
    )
    return first


def opened(
    context: UiContext,
    begin: int | AddRewardRule | None,
    change: Callable[[RewardRuleDialog], None] | None = None,
) -> QWidget:
    """Open the dialog of a rule, change what is in it, and wait until its preview is there."""
    found = RewardRuleDialog(context, begin)
    found.open()
    wait(context)
    if change is not None:
        change(found)
    command = found._quietly()
    if command is not None:
        found.question.ask(command)
    wait(context)
    return found


def backdated(found: RewardRuleDialog) -> None:
    found.reward.setText("10")
    found.of.choose(None)
    found.cap.setText("30")
    found.lapses.setText("12")
    found.first.setText("2025-01-01")


def wrong(found: RewardRuleDialog) -> None:
    found.reward.setText("120")
    found.of.choose("few")
    found.cap.setText("x")
    found.last.setText("2026-01-01")
    found.submit()


def less(found: RewardRuleDialog) -> None:
    found.reward.setText("5")


def window(context: UiContext) -> QWidget:
    found = RewardRulesWindow(context)
    found.open()
    wait(context)
    return found


def settings(context: UiContext) -> QWidget:
    dialog = SettingsDialog(context)
    dialog.open()
    dialog.pages.show_row("referrals.thanks")
    return dialog


def makers(context: UiContext, rule: int) -> dict[str, Callable[[], QWidget]]:
    """Return what is shown of rules that are there."""
    ready = AddRewardRule(name="", percent=Decimal(10))
    return {
        "rules": lambda: window(context),
        "rule-new": lambda: opened(context, ready),
        "rule-backdated": lambda: opened(context, None, backdated),
        "rule-wrong": lambda: opened(context, None, wrong),
        "rule-edit": lambda: opened(context, rule),
        "rule-less": lambda: opened(context, rule, less),
        "rules-settings": lambda: settings(context),
        "rules-keys": lambda: ShortcutsDialog(context),
    }


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
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
            backend = open_backend(paths, CLOCK, country=country, currency=currency)
            fill_referrals(backend, chinese=chinese)
            context = context_of(backend, paths, theme, language)
            shoot(context, window(context), out / f"rules-empty-{ending}")
            rule = fill_rules(backend, chinese=chinese)
            for name, make in makers(context, rule).items():
                shoot(context, make(), out / f"{name}-{ending}")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
