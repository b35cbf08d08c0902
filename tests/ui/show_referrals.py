"""Pictures of all about referrals: `python -m tests.ui.show_referrals OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, fill, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import ReferralDirection, ReferralOutcome, RewardRecipients, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.referral_dialog import ReferralDialog
from smallcrm.ui.dialogs.referral_window import ReferralWindow
from smallcrm.ui.dialogs.reward_dialogs import (
    ChangeReferrerDialog,
    CreditExpiryDialog,
    EditReferralDialog,
    SetRewardDialog,
)
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext


def fill_referrals(backend: Backend) -> None:
    """Add who sent whom in both directions, rules, credits that were spent, lapsed, set by hand."""

    def perform(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    perform(commands.SetRate(currency="CNY", rate=Decimal("0.1272"), valid_from=date(2026, 1, 1)))
    perform(
        commands.AddRewardRule(
            name="Ten per cent", percent=Decimal(10), first_sales=2, expires_after_days=365
        )
    )
    perform(
        commands.AddRewardRule(
            name="Welcome", amount=Decimal(25), recipients=RewardRecipients.REFERRED
        )
    )
    perform(
        commands.AddRewardRule(
            name="Large orders",
            percent=Decimal(2),
            minimum=Decimal(1000),
            first_sales=None,
            currency="EUR",
        )
    )
    people = [
        perform(commands.AddClient(name=name, organisation=organisation))
        for name, organisation in (
            ("Hannah Keogh", None),
            ("Orla Brennan", "Brennan & Daughters"),
            ("Tom Baker", None),
            ("李娜", "上海明珠贸易有限公司"),
        )
    ]
    hannah, orla, tom, li = people
    for referrer, client, day, what in (
        (2, hannah, date(2026, 3, 18), "Piano tuning, twice a year"),
        (2, orla, date(2026, 4, 20), None),
        (3, tom, date(2026, 5, 2), "Violin strings"),
        (4, li, date(2026, 5, 4), "官网改版"),
    ):
        perform(commands.AddReferral(referrer=referrer, client=client, on=day, what_for=what))
    for client, partner, commission in ((1, "Dahl Transport", 80), (4, "Murphy & Sons", None)):
        perform(
            commands.AddReferralOut(
                client=client,
                partner_name=partner,
                on=date(2026, 4, 28),
                what_for="Moving two grands",
                commission=None if commission is None else Decimal(commission),
            )
        )
    for client, title, amount, paid in (
        (hannah, "Piano tuning", 480, 480),
        (hannah, "Hammer voicing", 300, 150),
        (orla, "Two uprights", 900, 0),
        (li, "官网改版", 1280, 1280),
    ):
        perform(
            commands.AddSale(
                client=client, title=title, amount=Decimal(amount), on=date(2026, 5, 3)
            )
        )
        if paid:
            perform(commands.TakePayment(client=client, amount=Decimal(paid), method="cash"))
    perform(commands.AddSale(client=2, title="Strings", amount=Decimal(20), on=date(2026, 5, 5)))
    perform(
        commands.SetReward(
            referral=3, amount=Decimal(30), reason="Promised on the phone, before the order"
        )
    )
    perform(commands.EditReferral(referral=5, outcome=ReferralOutcome.WON))


def makers(context: UiContext, backend: Backend) -> dict[str, Callable[[], QWidget]]:
    found = backend.queries.rewards_of(2)
    assert found
    earned = found[-1].payment_id

    def opened(dialog: QWidget) -> QWidget:
        dialog.open()
        wait(context)
        return dialog

    def tab() -> QWidget:
        store = QSettings(str(backend.paths.data / "w.ini"), QSettings.Format.IniFormat)
        window = MainWindow(context, store)
        window.desk = Desk(context, window, CardDeck(context, anchor=window))
        window.resize(1366, 768)
        window.show()
        window.data_ready()
        wait(context)
        window.show_filtered("referrals", "all")
        wait(context)
        return window

    def tab_editing() -> QWidget:
        window = tab()
        table = window.current_tab().table
        table.select_row(2)
        window.current_tab().in_place.edit(window.current_tab().current_id(), "on")
        QApplication.processEvents()
        field = QApplication.focusWidget()
        field.setText("31.2.2026")
        QApplication.processEvents()
        window.current_tab().in_place._delegate._complains(field)
        return window

    def replaced() -> QWidget:
        dialog = opened(ReferralDialog(context, 5))
        dialog.referrer.set_chosen(backend.queries.card(3).details.ref)
        dialog.submit()
        wait(context)
        return dialog

    def circle() -> QWidget:
        dialog = opened(ReferralDialog(context, 2))
        dialog.referrer.set_chosen(backend.queries.card(5).details.ref)
        dialog.submit()
        wait(context)
        return dialog

    def reward_wrong() -> QWidget:
        dialog = opened(SetRewardDialog(context, 1))
        dialog.amount.setText("12,x")
        dialog.submit()
        return dialog

    return {
        "tab": tab,
        "tab-editing": tab_editing,
        "window": lambda: opened(ReferralWindow(context, 1)),
        "window-waiting": lambda: opened(ReferralWindow(context, 2)),
        "window-by-hand": lambda: opened(ReferralWindow(context, 3)),
        "window-chinese": lambda: opened(ReferralWindow(context, 4)),
        "window-out": lambda: opened(ReferralWindow(context, 5)),
        "new-in": lambda: opened(ReferralDialog(context, 3)),
        "new-out": lambda: opened(ReferralDialog(context, 3, direction=ReferralDirection.OUT)),
        "new-has-referrer": replaced,
        "new-circle": circle,
        "reward": lambda: opened(SetRewardDialog(context, 1)),
        "reward-wrong": reward_wrong,
        "referrer": lambda: opened(ChangeReferrerDialog(context, 1)),
        "edit-out": lambda: opened(EditReferralDialog(context, 5)),
        "expiry": lambda: opened(CreditExpiryDialog(context, earned)),
        "credit": lambda: opened(PaymentDetail(context, earned)),
        "account": lambda: opened(AccountWindow(context, 2)),
        "payment-credit": lambda: opened(PaymentDialog(context, 2)),
        "pay-out": lambda: opened(PayOutDialog(context, 2)),
    }


def main(out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "m.json")
        backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
        fill(backend)
        fill_referrals(backend)
        for language, choice in (
            ("en", "light"),
            ("zh_CN", "dark"),
            ("en", "dark"),
            ("zh_CN", "light"),
        ):
            theme.set_choice(choice)
            theme.set_chinese(chinese=language == "zh_CN")
            tr = I18n.load(language, RESOURCES, clock=CLOCK)
            runner, hub = Runner(), Hub()
            runner.committed.connect(hub.announce)
            runner.open(lambda: backend, lambda _backend: None)
            context = UiContext(
                theme=theme,
                tr=tr,
                runner=runner,
                hub=hub,
                clock=CLOCK,
                resources=RESOURCES,
                machine=MachineSettings(paths.machine_settings),
                settings=backend.file_settings(),
            )
            wait(context)
            for name, make in makers(context, backend).items():
                if not only or any(word in name for word in only):
                    shoot(context, make(), out / f"{name}-{language}-{choice}.png")
            runner.stop()
        backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
