"""Colours, measures and type, the palette made of them, and the object that hands them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from smallcrm.ui import fonts
from smallcrm.ui.icons import Icons
from smallcrm.ui.stylesheet import CONTROLS, stylesheet_text

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QIcon, QPixmap

Choice = Literal["system", "light", "dark"]
Tone = Literal["plain", "debt", "soon", "ok", "second", "third", "accent", "note"]

SPACE: Final = (2, 4, 8, 12, 16, 20, 24)
WINDOW_MARGIN: Final = 16
DIALOG_MARGIN: Final = 20
RADIUS_SMALL: Final = 4  # keycap, badge
RADIUS: Final = 6  # button, field, banner
RADIUS_LARGE: Final = 8  # search box, drop-down, undo strip
MIN_SCALE: Final = 1.0
MAX_SCALE: Final = 1.5


class TextStyle(NamedTuple):
    """A size in pixels at 100 % and a weight; a tuple, because painters look fonts up by it."""

    size: int
    weight: int = 400


TITLE: Final = TextStyle(20, 700)
HEADLINE: Final = TextStyle(18, 700)
SEARCH: Final = TextStyle(16)
DATE: Final = TextStyle(15, 700)
NOTE: Final = TextStyle(14)
NOTE_MEDIUM: Final = TextStyle(14, 500)
NOTE_STRONG: Final = TextStyle(14, 600)
BODY: Final = TextStyle(13)
BODY_MEDIUM: Final = TextStyle(13, 500)
BODY_STRONG: Final = TextStyle(13, 600)
SMALL: Final = TextStyle(12)
SMALL_MEDIUM: Final = TextStyle(12, 500)
SMALL_STRONG: Final = TextStyle(12, 600)
BADGE: Final = TextStyle(11, 600)
KEYCAP: Final = TextStyle(11, 500)
KEYCAP_SMALL: Final = TextStyle(10, 500)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one appearance, as hexadecimal text; the names are those of the design."""

    dark: bool
    win: str
    surf: str
    sunk: str
    raised: str
    line: str
    line2: str
    ctl: str
    text: str
    text2: str
    text3: str
    acc: str
    accover: str
    accpress: str
    onacc: str
    sel: str
    hover: str
    press: str
    hit: str
    hittext: str
    debt: str
    debtbg: str
    debtln: str
    soon: str
    soonbg: str
    soonln: str
    ok: str
    okbg: str
    okln: str
    note: str
    notebg: str
    noteln: str
    noteic: str
    vip: str
    vipbg: str
    vipln: str
    pref: str
    prefbg: str
    prefln: str
    inv: str
    invtext: str
    invtext2: str
    invacc: str
    avatars: tuple[tuple[str, str], ...]
    ageing: tuple[str, str, str, str, str]


LIGHT: Final = Tokens(
    dark=False,
    win="#F3F3F0",
    surf="#FFFFFF",
    sunk="#F8F8F6",
    raised="#FFFFFF",
    line="#E3E2DD",
    line2="#CBCAC4",
    ctl="#8A8983",
    text="#1C1C1A",
    text2="#55544F",
    text3="#65645F",
    acc="#2357BE",
    accover="#1D4CA8",
    accpress="#184192",
    onacc="#FFFFFF",
    sel="#DFE8FB",
    hover="#F1F1EE",
    press="#E6E6E2",
    hit="#FFE48F",
    hittext="#1C1C1A",
    debt="#B0241C",
    debtbg="#FDEDEB",
    debtln="#E9B8B3",
    soon="#855000",
    soonbg="#FFF3DA",
    soonln="#E8CF9A",
    ok="#1C683A",
    okbg="#E8F5EB",
    okln="#B5D8BF",
    note="#33301F",
    notebg="#FFF9DF",
    noteln="#E6DBA4",
    noteic="#776000",
    vip="#6A3AA6",
    vipbg="#F2EBFB",
    vipln="#D8C5F0",
    pref="#2357BE",
    prefbg="#E8EFFC",
    prefln="#C3D3F3",
    inv="#2B2B29",
    invtext="#F7F7F4",
    invtext2="#B9B9B4",
    invacc="#A9C4FF",
    avatars=(
        ("#ECE7D6", "#5A4E22"),
        ("#E5F1E2", "#2B5A22"),
        ("#F6E6DA", "#7A3D10"),
        ("#EDE3F7", "#5C2F91"),
        ("#DDEFF0", "#175A60"),
        ("#F7E1E8", "#8A2347"),
    ),
    ageing=("#8A8983", "#A87D14", "#BF6B1E", "#C2511F", "#B0241C"),
)

DARK: Final = Tokens(
    dark=True,
    win="#1B1C1E",
    surf="#222326",
    sunk="#1E1F21",
    raised="#2A2B2F",
    line="#36373B",
    line2="#4A4B51",
    ctl="#7B7D86",
    text="#EDEDEF",
    text2="#B9BAC0",
    text3="#9C9DA5",
    acc="#8FB3FF",
    accover="#A5C2FF",
    accpress="#7AA3F5",
    onacc="#10182B",
    sel="#263556",
    hover="#2B2C30",
    press="#34353A",
    hit="#6A5410",
    hittext="#FFF6D6",
    debt="#FF9D94",
    debtbg="#43211F",
    debtln="#7A3A36",
    soon="#F0BF66",
    soonbg="#3B2F18",
    soonln="#6B5426",
    ok="#86D3A2",
    okbg="#1C3426",
    okln="#33604A",
    note="#F1EBCF",
    notebg="#33301F",
    noteln="#5C5530",
    noteic="#D9C46A",
    vip="#CFB4FF",
    vipbg="#362B4C",
    vipln="#574579",
    pref="#A3C0FF",
    prefbg="#26334F",
    prefln="#3F537D",
    inv="#E9E9E6",
    invtext="#1C1C1A",
    invtext2="#55544F",
    invacc="#1F4FB0",
    avatars=(
        ("#403B29", "#E4D9AC"),
        ("#2A4028", "#B5DDAA"),
        ("#4A3322", "#F2C7A0"),
        ("#3F3058", "#D8C2FF"),
        ("#1F4043", "#A5DCE0"),
        ("#4E2836", "#F7B7CB"),
    ),
    ageing=("#7B7D86", "#C9A24F", "#DE9A55", "#E58A5C", "#FF8277"),
)


def tone_colour(tokens: Tokens, tone: Tone) -> str:
    """Return the text colour that a tone has."""
    return {
        "plain": tokens.text,
        "debt": tokens.debt,
        "soon": tokens.soon,
        "ok": tokens.ok,
        "second": tokens.text2,
        "third": tokens.text3,
        "accent": tokens.acc,
        "note": tokens.note,
    }[tone]


_WORDS_ONLY: Final = (
    "QMenu",
    "QMenuBar",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
)
"""Classes that show words: hyphens as wide as a digit would tear "follow-up" apart."""

TONE_ICONS: Final[dict[Tone, str]] = {
    "debt": "triangle-alert",
    "soon": "clock",
    "ok": "circle-check",
}
"""The sign that goes with a tone, so that a colour never stands alone."""


def palette(tokens: Tokens) -> QPalette:
    """Return the palette for what Qt draws by itself."""
    role = QPalette.ColorRole
    made = QPalette()
    for target, colour in (
        (role.Window, tokens.win),
        (role.Base, tokens.surf),
        (role.AlternateBase, tokens.sunk),
        (role.Button, tokens.surf),
        (role.WindowText, tokens.text),
        (role.Text, tokens.text),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.debt),
        (role.HighlightedText, tokens.text),
        (role.PlaceholderText, tokens.text3),
        (role.Highlight, tokens.sel),
        (role.Accent, tokens.acc),
        (role.Link, tokens.acc),
        (role.LinkVisited, tokens.acc),
        (role.ToolTipBase, tokens.inv),
        (role.ToolTipText, tokens.invtext),
        (role.Light, tokens.raised),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.line2),
        (role.Shadow, tokens.ctl),
    ):
        made.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.text3))
    return made


def stylesheet(tokens: Tokens, scale: float) -> str:
    """Return the one stylesheet, filled from the tokens."""
    names = {
        name: value for name in Tokens.__slots__ if isinstance(value := getattr(tokens, name), str)
    }
    return stylesheet_text(names, scale, "dark" if tokens.dark else "light")


def apply(app: QApplication, tokens: Tokens, scale: float) -> None:
    """Dress the whole application; the fonts must have been loaded before."""
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(tokens))
    app.setFont(fonts.ui_font(BODY.size * scale, BODY.weight))
    app.setStyleSheet(stylesheet(tokens, scale))
    # After the stylesheet, which takes the fonts of single classes back.
    words = fonts.ui_font(BODY.size * scale, BODY.weight, tabular=False)
    for name in _WORDS_ONLY:
        app.setFont(words, name)  # type: ignore[arg-type]  # the stubs say bytes, it takes str


class ThemeContext(QObject):
    """What a painted widget needs to know: colours, type, icons, and when they change.

    Made once by the composition root on the GUI thread and passed to each widget. `changed` comes
    after the application has been dressed anew; widgets then drop what they measured and repaint.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        resources: Path,
        *,
        choice: Choice = "system",
        scale: float = 1.0,
        chinese: bool = False,
    ) -> None:
        super().__init__(app)
        self._resources = resources
        self._chinese = chinese
        self._app = app
        self._choice: Choice = choice
        self._scale = _clamped(scale)
        self._tokens = LIGHT
        self._dressing = False
        self._icons = Icons(resources)
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[TextStyle, QFont] = {}
        self._metrics: dict[TextStyle, QFontMetrics] = {}
        self.measured: dict[tuple[TextStyle, str], tuple[str, int]] = {}
        """Texts as they are painted and how wide they are; kept by `painting.measure`."""
        fonts.load(resources, chinese=chinese)
        # A search path, because a stylesheet's url() breaks on some characters of real paths.
        QDir.setSearchPaths(CONTROLS, [str(resources / "icons" / "controls")])
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)
        self._dress()

    @property
    def tokens(self) -> Tokens:
        """Return the colours in force."""
        return self._tokens

    @property
    def scale(self) -> float:
        """Return the owner's text size, 1.0 to 1.5."""
        return self._scale

    @property
    def choice(self) -> Choice:
        """Return what the owner chose: to follow the system, or one appearance."""
        return self._choice

    @property
    def icons(self) -> Icons:
        """Return the icons."""
        return self._icons

    def set_choice(self, choice: Choice) -> None:
        """Follow the system or keep to one appearance."""
        if choice != self._choice:
            self._choice = choice
            self._dress()

    def set_scale(self, scale: float) -> None:
        """Set the owner's text size."""
        if (wanted := _clamped(scale)) != self._scale:
            self._scale = wanted
            self._dress()

    def set_chinese(self, *, chinese: bool) -> None:
        """Say whether the interface speaks Chinese: its fonts must then be good ones."""
        if chinese != self._chinese:
            self._chinese = chinese
            fonts.load(self._resources, chinese=chinese)
            self._dress()

    def px(self, length: float) -> int:
        """Return a length of the design at the owner's text size."""
        return round(length * self._scale)

    def colour(self, value: str) -> QColor:
        """Return a token's value as a colour, made once."""
        found = self._colours.get(value)
        if found is None:
            found = self._colours[value] = QColor(value)
        return found

    def tone(self, tone: Tone) -> QColor:
        """Return the text colour of a tone."""
        return self.colour(tone_colour(self._tokens, tone))

    def font(self, style: TextStyle) -> QFont:
        """Return the font of a style at the owner's text size, made once."""
        found = self._fonts.get(style)
        if found is None:
            weight = fonts.strong_weight(style.weight, chinese=self._chinese)
            found = fonts.ui_font(style.size * self._scale, weight)
            self._fonts[style] = found
        return found

    def metrics(self, style: TextStyle) -> QFontMetrics:
        """Return the metrics of a style's font, made once."""
        found = self._metrics.get(style)
        if found is None:
            found = self._metrics[style] = QFontMetrics(self.font(style))
        return found

    def icon(self, name: str, colour: str | None = None, size: int = 16) -> QIcon:
        """Return an icon for a button or a menu, in a token's colour."""
        return self._icons.icon(name, colour or self._tokens.text2, self.px(size))

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """Return an icon for a painter whose device has this pixel ratio."""
        return self._icons.pixmap(name, colour, self.px(size), ratio)

    def _on_system_scheme(self) -> None:
        if self._choice == "system" and not self._dressing:
            self._dress()

    def _wanted(self) -> Tokens:
        if self._choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def _dress(self) -> None:
        hints = QGuiApplication.styleHints()
        self._dressing = True
        # The system draws the window's frame and its own dialogs by this; some platforms ignore it.
        if self._choice == "system":
            hints.unsetColorScheme()
        else:
            scheme = Qt.ColorScheme
            hints.setColorScheme(scheme.Dark if self._choice == "dark" else scheme.Light)
        self._dressing = False
        self._tokens = self._wanted()
        self._fonts.clear()
        self._metrics.clear()
        self.measured.clear()
        apply(self._app, self._tokens, self._scale)
        self.changed.emit()


def _clamped(scale: float) -> float:
    return min(MAX_SCALE, max(MIN_SCALE, scale))
