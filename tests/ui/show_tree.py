"""Pictures of the referral tree and the league: `python -m tests.ui.show_tree OUT [NAME...]`."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, opened, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import ReferralOutcome, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.period_field import Period
from smallcrm.ui.dialogs.referrers_window import ReferrersWindow
from smallcrm.ui.dialogs.tree_window import TreeWindow
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

LOOKS = (
    ("en", "light", 1.0),
    ("en", "dark", 1.0),
    ("zh_CN", "light", 1.0),
    ("zh_CN", "dark", 1.0),
    ("qps", "light", 1.0),
    ("en", "light", 1.5),
)
ENGLISH = (
    ("Beatriz Gonçalves", "James Johnson", "Ann Lee", "Orla Whelan", "Maximilian von Hohenstein"),
    ("Keane", "Berg", "Okafor", "Lindqvist", "O'Brien & Daughters", "Nowak", "Rossi", "Delacroix"),
    ("Web search", "Trade fair", "Instagram", "Newspaper", "Shop window"),
)
CHINESE = (
    ("张伟", "王秀英", "欧阳静", "李娜", "司马相如"),
    ("陈明", "林晓", "单雄", "赵敏", "周杰", "吴芳", "郑凯", "孙丽"),
    ("百度搜索", "展会", "微信朋友圈", "报纸", "门店"),
)


def fill(
    backend: Backend, words: Sequence[Sequence[str]], count: int, currencies: Sequence[str]
) -> None:
    """Make clients who brought each other, with sales, money, and sources of the others."""

    def perform(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    perform(commands.AddRewardRule(name="Five per cent", percent=Decimal(5)))
    rng = random.Random(7)
    whole, family, sources = words
    ids: list[int] = []
    for number in range(count):
        first = whole[number % len(whole)]
        last = family[(number * 3) % len(family)]
        name = first if number < len(whole) else f"{first.split()[0]} {last}"
        on = date(2024, 3, 1) + timedelta(days=number * 790 // count)
        referrer = None
        if ids and rng.random() < 0.86:
            referrer = rng.choice(ids[:4] if rng.random() < 0.35 else ids[-30:])
        source = rng.choice([*sources, None]) if referrer is None else None
        client = perform(
            commands.AddClient(
                name=name if number < len(whole) else f"{name} {number}",
                organisation=last if number % 4 == 0 else None,
                source=source,
            )
        )
        if referrer is not None:
            referral = perform(commands.AddReferral(referrer=referrer, client=client, on=on))
            if rng.random() < 0.15:
                lost = ReferralOutcome.LOST
                perform(commands.EditReferral(referral=referral, outcome=lost))
        if rng.random() < 0.65:
            currency = currencies[0] if rng.random() < 0.85 else rng.choice(currencies)
            amount = Decimal(rng.randrange(80, 9000))
            add = commands.AddSale(
                client=client, title="A", amount=amount, currency=currency, on=on
            )
            perform(add)
            if rng.random() < 0.8:
                pay = commands.TakePayment(client=client, amount=amount, currency=currency, on=on)
                perform(pay)
        ids.append(client)
    for _ in range(30):
        client = perform(commands.AddClient(name=family[_ % 8], source=rng.choice(sources)))
        if rng.random() < 0.5:
            perform(commands.AddSale(client=client, title="A", amount=Decimal(300)))
            perform(commands.TakePayment(client=client, amount=Decimal(300)))


def makers(context: UiContext, ids: dict[str, int]) -> dict[str, Callable[[], QWidget]]:
    def tree(client: int | None = None) -> TreeWindow:
        window = TreeWindow(context, client)
        opened(context, window)
        wait(context)
        return window

    def walked() -> QWidget:
        window = tree()
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
            QTest.keyClick(window.view, key)
            wait(context)
        return window

    def folded() -> QWidget:
        window = walked()
        QTest.keyClick(window.view, Qt.Key.Key_Left)
        QTest.keyClick(window.view, Qt.Key.Key_Left)
        QTest.keyClick(window.view, Qt.Key.Key_Space)
        return window

    def deep() -> QWidget:
        found = [one for one in tree().state.nodes() if len(tree().state.way(one.client.id)) > 2]
        return tree(found[-1].client.id)

    def found() -> QWidget:
        window = tree()
        window.find_field.setFocus()
        window.find_field.setText(ids["find"] and "o'br")
        return window

    def fitted() -> QWidget:
        window = tree()
        window.view.fit()
        return window

    def half() -> QWidget:
        window = tree()
        window.view.zoom_to(0.6)
        return window

    def league(page: str = "referrers", period: Period = Period.ALL) -> QWidget:
        window = ReferrersWindow(context, page=page)
        opened(context, window)
        window.period.choose(period)
        wait(context)
        return window

    return {
        "tree-all": tree,
        "tree-walked": walked,
        "tree-folded": folded,
        "tree-found": found,
        "tree-fitted": fitted,
        "tree-half": half,
        "tree-deep": deep,
        "league": league,
        "league-own": lambda: league(period=Period.OWN),
        "league-year": lambda: league(period=Period.LAST_YEAR),
        "sources": lambda: league("sources"),
    }


def empty_makers(context: UiContext) -> dict[str, Callable[[], QWidget]]:
    return {
        "empty-tree": lambda: TreeWindow(context),
        "empty-league": lambda: ReferrersWindow(context),
    }


def main(out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    with tempfile.TemporaryDirectory() as folder:
        files: dict[str, Backend] = {}
        for name, words, money in (
            ("en", ENGLISH, ("EUR", "USD", "GBP")),
            ("zh", CHINESE, ("CNY", "USD")),
            ("none", ENGLISH, ()),
        ):
            data = Path(folder) / name
            paths = Paths(data=data, machine_settings=data / "m.json")
            own = "CNY" if name == "zh" else "EUR"
            files[name] = open_backend(paths, CLOCK, country="IE", currency=own)
            if money:
                fill(files[name], words, 150, money)
        for language, choice, scale in LOOKS:
            mark = f"{language}-{choice}" + ("-150" if scale > 1 else "")
            marks = [word[1:] for word in only if word.startswith("@")]
            if marks and mark not in marks:
                continue
            wanted = [word for word in only if not word.startswith("@")]
            theme.set_choice(choice)
            theme.set_scale(scale)
            theme.set_chinese(chinese=language == "zh_CN")
            tr = I18n.load(language, RESOURCES, clock=CLOCK)
            for file in ("zh" if language == "zh_CN" else "en", "none"):
                backend = files[file]
                runner, hub = Runner(), Hub()
                runner.committed.connect(hub.announce)
                runner.open(lambda backend=backend: backend, lambda _backend: None)
                context = UiContext(
                    theme=theme,
                    tr=tr,
                    runner=runner,
                    hub=hub,
                    clock=CLOCK,
                    resources=RESOURCES,
                    machine=MachineSettings(Path(folder) / "m.json"),
                    settings=backend.file_settings(),
                )
                wait(context)
                made = empty_makers(context) if file == "none" else makers(context, {"find": 1})
                for name, make in made.items():
                    if not wanted or any(name.startswith(word) for word in wanted):
                        shoot(context, make(), out / f"{name}-{mark}.png")
                runner.stop()
        for backend in files.values():
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
