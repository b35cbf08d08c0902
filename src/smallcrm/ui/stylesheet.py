"""The one stylesheet: `$name` is a token's colour, `12u` a length that follows the text size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTROLS: Final = "smallcrmcontrols"
"""The search path under which the stylesheet finds check marks and arrows."""

_LENGTH: Final = re.compile(r"(?<![\w#$.-])(\d+)u\b")
_NAME: Final = re.compile(r"\$([a-z]+[0-9]?)")

_WINDOWS: Final = """
QMainWindow, QDialog, QMessageBox, QInputDialog, QFileDialog, QWizard { background: $win; }
QWidget { color: $text; }
QWidget[ground="surf"] { background: $surf; }
QWidget[ground="win"] { background: $win; }
QWidget[ground="sunk"] { background: $sunk; }
QFrame[kind="hairline"] { background: $line; border: none; }
QFrame[kind="hairline"][orientation="h"] { min-height: 1px; max-height: 1px; }
QFrame[kind="hairline"][orientation="v"] { min-width: 1px; max-width: 1px; }
QFrame[kind="panel"] { background: $surf; border: 1px solid $line2; border-radius: 8u; }
QScrollArea, QScrollArea > QWidget > QWidget[kind="scrolled"] {
    background: transparent; border: none;
}
QStackedWidget, QTabWidget::pane { border: none; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $acc; }
QStatusBar { background: $win; border-top: 1px solid $line; min-height: 26u; }
QStatusBar::item { border: none; }
QToolBar { background: $win; border: none; spacing: 4u; }
QDockWidget { titlebar-close-icon: url(PATH/close.svg); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox {
    messagebox-warning-icon: url(PATH/warning.svg);
    messagebox-critical-icon: url(PATH/critical.svg);
    messagebox-information-icon: url(PATH/information.svg);
    messagebox-question-icon: url(PATH/question.svg);
}
QGroupBox { border: none; margin-top: 24u; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
"""

_MENUS: Final = """
QMenuBar { background: $win; border: none; padding: 0 8u; }
QMenuBar::item { background: transparent; padding: 4u 8u; border-radius: 4u; color: $text; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $press; }
QMenuBar::item:disabled { color: $text3; }
QMenu { background: $raised; border: 1px solid $line2; padding: 4u; icon-size: 16u; }
QMenu::item { padding: 5u 24u 5u 12u; border-radius: 4u; border: none; color: $text; }
QMenu::item:selected { background: $sel; color: $text; }
QMenu::item:disabled { color: $text3; background: transparent; }
QMenu::icon { padding-left: 8u; }
QMenu::separator { height: 1px; background: $line; margin: 4u 8u; }
QMenu::indicator { width: 14u; height: 14u; margin-left: 6u; }
QMenu::indicator:checked { image: url(PATH/tick.svg); }
QMenu::right-arrow { image: url(PATH/more.svg); width: 12u; height: 12u; margin-right: 4u; }
"""

_BUTTONS: Final = """
QPushButton {
    background: $surf; color: $text; border: 1px solid $line2; border-radius: 6u;
    padding: 0 13u; min-height: 28u; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $press; }
QPushButton:focus { border: 2px solid $acc; padding: 0 {13u-1}; min-height: {28u-2}; }
QPushButton:disabled { color: $text3; border-color: transparent; background: $hover; }
QPushButton[kind="primary"] { background: $acc; color: $onacc; border: 1px solid $acc; }
QPushButton[kind="primary"]:hover { background: $accover; border-color: $accover; }
QPushButton[kind="primary"]:pressed { background: $accpress; border-color: $accpress; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled {
    color: $text3; background: $press; border-color: transparent;
}
QPushButton[sized="self"], QPushButton[sized="self"]:focus { min-height: 0; padding: 0; }
QPushButton[kind="danger"] { color: $debt; }
QPushButton[kind="banner"] { min-height: 26u; }
QPushButton[kind="banner"]:focus { min-height: {26u-2}; }
QPushButton[kind="row"] { min-height: 24u; padding: 0 10u; }
QPushButton[kind="row"]:focus { min-height: {24u-2}; padding: 0 {10u-1}; }
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: $acc; padding: 0 3u;
    min-height: 20u;
}
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="fold"] {
    background: transparent; border: 1px solid transparent; color: $acc; padding: 0 3u 0 0;
    min-height: 20u; text-align: left;
}
QPushButton[kind="fold"]:hover { background: $hover; }
QPushButton[kind="fold"]:focus {
    border: 2px solid $acc; padding: 0 {3u-1} 0 0; min-height: {20u-2};
}
QPushButton[kind="link"]:focus { border: 2px solid $acc; padding: 0 {3u-1}; min-height: {20u-2}; }
QPushButton::menu-indicator { image: url(PATH/down.svg); width: 12u; height: 12u; right: 8u; }
QToolButton {
    background: transparent; border: 1px solid transparent; border-radius: 6u; padding: 4u;
    color: $text;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $press; }
QToolButton:focus { border: 2px solid $acc; padding: {4u-1}; }
QToolButton:disabled { color: $text3; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 18u; }
QToolButton::menu-button { border: none; width: 16u; }
QToolButton::menu-arrow { image: url(PATH/down.svg); width: 12u; height: 12u; }
QToolButton[kind="chip"] {
    background: $surf; border: 1px solid $line2; border-radius: 13u;
    min-height: 24u; max-height: 24u; padding: 0 10u; color: $text2;
}
QToolButton[kind="chip"]:hover { background: $hover; }
QToolButton[kind="chip"]:checked {
    background: $sel; border-color: $acc; color: $text; font-weight: 600;
}
QToolButton[kind="chip"]:focus {
    border: 2px solid $acc; padding: 0 {10u-1}; min-height: {24u-2}; max-height: {24u-2};
}
"""

_FIELDS: Final = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surf; color: $text; border: 1px solid $ctl; border-radius: 6u;
    placeholder-text-color: $text3;
}
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {
    selection-background-color: $hit; selection-color: $hittext;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 30u; padding: 0 9u; }
QPlainTextEdit, QTextEdit { padding: 4u 6u; }
QLineEdit[kind="search"] { border-radius: 8u; min-height: 38u; padding: 0 1px; font-size: 16u; }
QLineEdit[kind="search"]:focus { border: 2px solid $acc; min-height: {38u-2}; padding: 0; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover, QAbstractSpinBox:hover {
    border-color: $text3;
}
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus {
    border: 2px solid $acc; min-height: {30u-2}; padding: 0 {9u-1};
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $acc; padding: {4u-1} {6u-1}; }
*[invalid="true"] { border-color: $debt; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled { background: $hover; color: $text3; border-color: transparent; }
QLineEdit:read-only { background: $sunk; border-color: $line2; }
QLineEdit[kind="bare"], QPlainTextEdit[kind="bare"], QLineEdit[kind="bare"]:focus,
QPlainTextEdit[kind="bare"]:focus {
    background: transparent; border: none; padding: 0; min-height: 0;
}
QAbstractSpinBox { max-height: 30u; }
QAbstractSpinBox:focus { max-height: {30u-2}; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QAbstractSpinBox QLineEdit:disabled,
QComboBox QLineEdit, QComboBox QLineEdit:focus {
    background: transparent; border: none; min-height: 0; padding: 0;
}
QComboBox:!editable { padding: 0 {9u+2}; }
QComboBox:!editable:focus, QComboBox:!editable:on { padding: 0 {9u+1}; }
QAbstractItemView QLineEdit, QAbstractItemView QLineEdit:focus {
    border: 2px solid $acc; border-radius: 0; min-height: 0; padding: 0 6u;
}
QComboBox::drop-down { border: none; width: 24u; subcontrol-position: center right; }
QComboBox::down-arrow { image: url(PATH/down.svg); width: 14u; height: 14u; }
QComboBox { selection-background-color: $sel; selection-color: $text; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $line2; padding: 4u; outline: none;
    selection-background-color: $sel; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 28u; padding: 0 8u; border-radius: 4u; }
QComboBox QAbstractItemView::item:selected { background: $sel; color: $text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    background: transparent; border: none; width: 20u;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 3u; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 3u; }
QAbstractSpinBox::up-arrow { image: url(PATH/up.svg); width: 11u; height: 11u; }
QAbstractSpinBox::down-arrow { image: url(PATH/down.svg); width: 11u; height: 11u; }
QDateTimeEdit[calendarPopup="true"]::drop-down {
    border: none; width: 24u; subcontrol-origin: padding; subcontrol-position: center right;
}
QDateTimeEdit[calendarPopup="true"]::down-arrow {
    image: url(PATH/calendar.svg); width: 14u; height: 14u;
}
QCheckBox, QRadioButton {
    spacing: 9u; padding: 3u 1u; border: 1px solid transparent; border-radius: 4u;
}
QCheckBox:focus, QRadioButton:focus { border-color: $acc; }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator {
    width: 16u; height: 16u; border: 1px solid $ctl; border-radius: 4u; background: $surf;
}
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover { border-color: $acc; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $acc; border-color: $acc; image: url(PATH/check.svg);
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
    background: $acc; border-color: $acc; image: url(PATH/dash.svg);
}
QCheckBox::indicator:disabled { background: $hover; border-color: $line2; }
QCheckBox::indicator:checked:disabled { background: $text3; }
QRadioButton::indicator {
    width: 16u; height: 16u; border: 1px solid $ctl; border-radius: {8u+1}; background: $surf;
}
QRadioButton::indicator:hover { border-color: $acc; }
QRadioButton::indicator:checked {
    border-color: $acc;
    background: qradialgradient(
        cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0 $onacc, stop: 0.4 $onacc, stop: 0.46 $acc, stop: 1 $acc
    );
}
QRadioButton::indicator:disabled { background: $hover; border-color: $line2; }
"""

_VIEWS: Final = """
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 0 2u; margin-right: 22u; min-height: 34u; color: $text2; font-weight: 500;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $acc; font-weight: 600; }
QTabBar::tab:focus { color: $acc; }
QHeaderView { background: $sunk; border: none; }
QHeaderView::section {
    background: $sunk; color: $text2; border: none; border-bottom: 1px solid $line;
    padding: 0 8u; min-height: 27u; font-size: 12u;
}
QHeaderView::section:hover { background: $hover; }
QAbstractItemView {
    background: $surf; color: $text; border: none; outline: none;
    selection-background-color: $sel; selection-color: $text; alternate-background-color: $sunk;
}
QTableView { gridline-color: $line; }
QTableCornerButton::section { background: $sunk; border: none; border-bottom: 1px solid $line; }
QListView::item, QTreeView::item { min-height: 28u; padding: 0 8u; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $sel; color: $text; }
*[kind="boxed"] { border: 1px solid $line2; border-radius: 6u; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $ctl; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed {
    background: $text3; border-radius: 4px; margin: 2px;
}
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QProgressBar {
    background: $line; border: none; border-radius: 3u; min-height: 6u; max-height: 6u;
    text-align: center; color: transparent;
}
QProgressBar::chunk { background: $acc; border-radius: 3u; }
QSlider::groove:horizontal { height: 4u; border-radius: 2u; background: $line2; }
QSlider::sub-page:horizontal { border-radius: 2u; background: $acc; }
QSlider::handle:horizontal {
    width: 16u; height: 16u; margin: -{6u} 0; border-radius: {8u};
    background: $surf; border: 1px solid $ctl;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: $acc; }
QCalendarWidget QWidget { background: $raised; alternate-background-color: $raised; }
QCalendarWidget QToolButton { background: transparent; }
QCalendarWidget QToolButton { color: $text; min-height: 22u; font-weight: 600; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url(PATH/left.svg); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url(PATH/right.svg); }
QCalendarWidget QAbstractItemView {
    selection-background-color: $acc; selection-color: $onacc; color: $text;
}
QCalendarWidget QAbstractItemView:disabled { color: $text3; }
"""

_LABELS: Final = """
QLabel { background: transparent; border: none; }
QLabel[kind="lines"] {
    background: $sunk; border: 1px solid $line; border-radius: 6u; padding: 8u;
    font-family: monospace;
}
QLabel[kind="title"] { font-size: 18u; font-weight: 700; }
QLabel[kind="name"] { font-size: 20u; font-weight: 700; }
QLabel[kind="date"] { font-size: 15u; font-weight: 700; }
QLabel[kind="section"] { font-size: 13u; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="medium"] { font-weight: 500; }
QLabel[kind="debt"] { color: $debt; font-weight: 600; }
QLabel[kind="soon"] { color: $soon; font-weight: 600; }
QLabel[kind="ok"] { color: $ok; }
QLabel[kind="second"] { color: $text2; font-size: 12u; }
QLabel[kind="secondary"] { color: $text2; }
QLabel[kind="label"] { color: $text2; }
QLabel[kind="hint"] { color: $text3; font-size: 12u; }
QLabel[kind="error"] { color: $debt; font-size: 12u; }
QLabel[kind="link"] { color: $acc; }
QLabel[kind="keycap"] {
    background: $surf; color: $text; border: 1px solid $line2; border-radius: 4u;
    font-size: 11u; font-weight: 500; padding: 1u 5u;
}
QLabel[kind="badge-vip"], QLabel[kind="badge-pref"], QLabel[kind="badge-outline"] {
    border: 1px solid $line2; border-radius: 4u; font-size: 11u; font-weight: 600; padding: 1u 6u;
}
QLabel[kind="badge-vip"] { background: $vipbg; color: $vip; border-color: $vipln; }
QLabel[kind="badge-pref"] { background: $prefbg; color: $pref; border-color: $prefln; }
QLabel:disabled { color: $text3; }
QToolTip { background: $inv; color: $invtext; border: none; padding: 4u 8u; }
"""

_ALL: Final = _WINDOWS + _MENUS + _BUTTONS + _FIELDS + _VIEWS + _LABELS
_BRACED: Final = re.compile(r"\{(\d+)u([+-]\d+)?\}")


def stylesheet_text(colours: Mapping[str, str], scale: float, folder: str) -> str:
    """Fill in colours, lengths and the folder of check marks and arrows."""

    def length(match: re.Match[str]) -> str:
        return f"{round(int(match[1]) * scale)}px"

    def adjusted(match: re.Match[str]) -> str:
        # A focus edge is one pixel thicker at any text size: the padding gives way by just that.
        return f"{round(int(match[1]) * scale) + int(match[2] or 0)}px"

    text = _BRACED.sub(adjusted, _ALL)
    text = _LENGTH.sub(length, text)
    text = _NAME.sub(lambda match: colours[match[1]], text)
    return text.replace("PATH", f"{CONTROLS}:{folder}")
