"""Pictures of every widget, to be looked at: `python -m tests.ui.gallery OUT_DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.gallery_card import card
from tests.ui.gallery_data import CHINESE, ENGLISH
from tests.ui.gallery_window import clients_window, controls, today_window

from smallcrm.ui.theme import ThemeContext

RESOURCES = Path(__file__).parents[2] / "resources"


def shoot(widget: QWidget, path: Path) -> None:
    widget.show()
    widget.activateWindow()
    for _ in range(4):
        QApplication.processEvents()
    widget.grab().save(str(path))
    widget.close()
    widget.deleteLater()
    QApplication.processEvents()


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for scale in (1.0, 1.5):
        theme.set_scale(scale)
        for choice in ("light", "dark"):
            theme.set_choice(choice)
            for words in (ENGLISH, CHINESE):
                theme.set_chinese(chinese=words is CHINESE)
                mark = f"{choice}-{words.code}-{round(scale * 100)}"
                for variant in ("debt", "ok", "soon", "plain"):
                    if variant in {"soon", "plain"} and (scale > 1 or words is CHINESE):
                        continue
                    shoot(card(theme, words, variant), out / f"card-{variant}-{mark}.png")
                shoot(clients_window(theme, words), out / f"clients-{mark}.png")
                shoot(today_window(theme, words), out / f"today-{mark}.png")
                shoot(controls(theme, words), out / f"controls-{mark}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
