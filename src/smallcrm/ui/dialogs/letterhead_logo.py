"""The owner's logo: chosen, dropped or pasted, and shown as it stands on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_settings import logo_bytes
from smallcrm.reports.pictures import LARGEST_FILE, logo_from
from smallcrm.ui.dialogs.file_settings import SettingField
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.theme import ThemeContext, Tone

_HEIGHT: Final = 104
# The longest side of a drawing in vectors once it is made a picture: as `logo_from` keeps one.
_DRAWN: Final = 1600
_ENDINGS: Final = "*.png *.jpg *.jpeg *.svg *.gif *.bmp *.tif *.tiff *.webp"


class LogoField(SettingField):
    """Shows the logo; a button chooses a file, Ctrl+V takes a picture, and a file can be dropped.

    The picture is read off the GUI thread; why it could not be is said below it.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._text = ""
        self._round = 0
        tr, theme = context.tr, context.theme
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picture = _Picture(theme, tr.gettext("Drop a picture here, or paste one"))
        self.choose_button = QPushButton(tr.gettext("&Choose…"))
        self.paste_button = QPushButton(tr.gettext("&Paste"))
        self.remove_button = QPushButton(tr.gettext("&Remove"))
        self.state = RunLabel(theme, wrap=True)
        self.state.hide()
        self._buttons = QHBoxLayout()
        for button in (self.choose_button, self.paste_button, self.remove_button):
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.picture)
        self._box.addLayout(self._buttons)
        self._box.addWidget(self.state)
        self.setFocusProxy(self.choose_button)
        self.choose_button.clicked.connect(self.ask)
        self.paste_button.clicked.connect(self.paste)
        self.remove_button.clicked.connect(lambda: self._take(""))
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.set_text("")

    def text(self) -> str:
        """Return the logo as the setting keeps it."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a logo, or that there is none."""
        self._round += 1
        self._text = text
        data = logo_bytes(text)
        image = QImage.fromData(data) if data is not None else QImage()
        self.picture.show_image(image)
        self.remove_button.setEnabled(bool(text))
        tr = self._context.tr
        if image.isNull():
            self.picture.setAccessibleName(tr.gettext("No logo"))
        else:
            size = tr.gettext("Logo, {width} by {height} points").format(
                width=tr.formats.number(image.width()), height=tr.formats.number(image.height())
            )
            self.picture.setAccessibleName(size)
        self._say("")

    def ask(self) -> None:
        """Ask for a file, beside everything else."""
        tr = self._context.tr
        # Translators: kinds of files in a file dialog; the endings follow in brackets
        pictures = tr.gettext("Pictures ({endings})").format(endings=_ENDINGS)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, tr.gettext("Choose a logo"), folder, pictures)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Take the picture that a file holds."""

        def read() -> bytes:
            try:
                if path.stat().st_size > LARGEST_FILE:
                    raise Refusal("not_a_picture", field="letterhead.logo")
                return path.read_bytes()
            except OSError as error:
                raise Refusal("not_a_picture", field="letterhead.logo") from error

        self._read(read)

    def paste(self) -> None:
        """Take the picture, or the file of one, that is in the clipboard."""
        if not self._take_from(QGuiApplication.clipboard().mimeData()):
            self._say(self._context.tr.gettext("There is no picture in the clipboard."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste with the usual key."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            event.accept()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a file or a picture be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped."""
        if self._take_from(event.mimeData()):
            event.acceptProposedAction()

    def _take_from(self, mime: QMimeData | None) -> bool:
        if mime is None:
            return False
        local = next((url.toLocalFile() for url in mime.urls() if url.isLocalFile()), "")
        if local:
            self.read_file(Path(local))
            return True
        if mime.hasImage():
            image = QImage(mime.imageData())
            if not image.isNull():
                data = _as_png(image)
                self._read(lambda: data)
                return True
        return False

    def _read(self, read: Callable[[], bytes]) -> None:
        """Read a picture beside this thread; a newer one takes the place of an older one."""
        self._round += 1
        this_round = self._round
        self._say(self._context.tr.gettext("Reading the picture…"), wrong=False)

        def work(_backend: object) -> str:
            data = read()
            return logo_from(_drawn(data) or data)

        def done(text: str) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._take(text)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._say(say_error(self._context.tr, error))

        self._context.runner.task(work, done, failed)

    def _take(self, text: str) -> None:
        self.set_text(text)
        self.form_changed.emit()

    def _say(self, text: str, *, wrong: bool = True) -> None:
        tone: Tone = "debt" if wrong else "second"
        self.state.set_runs((Run(text, SMALL, tone),), ("circle-alert" if wrong else "info", tone))
        self.state.setVisible(bool(text))

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(6))
        self._buttons.setSpacing(px(6))


class _Picture(QWidget):
    """The logo on white, as paper is; a broken edge where there is none."""

    def __init__(self, theme: ThemeContext, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self._hint = hint
        self._image = QImage()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_image(self, image: QImage) -> None:
        """Show a logo, or the place for one."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height in which a logo can be recognised."""
        return QSize(self._theme.px(200), self._theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the logo as large as the place allows."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        radius = 6 * theme.scale
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        empty = self._image.isNull()
        style = Qt.PenStyle.DashLine if empty else Qt.PenStyle.SolidLine
        painter.setPen(
            QPen(theme.colour(theme.tokens.ctl if empty else theme.tokens.line2), 1, style)
        )
        painter.setBrush(theme.colour(theme.tokens.sunk) if empty else Qt.GlobalColor.white)
        painter.drawRoundedRect(frame, radius, radius)
        if empty:
            painter.setPen(theme.colour(theme.tokens.text3))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._hint)
        else:
            gap = theme.px(10)
            room = self.rect().adjusted(gap, gap, -gap, -gap)
            ratio = self.devicePixelRatioF()
            size = self._image.size().scaled(
                room.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio
            )
            shown = self._image.scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            shown.setDevicePixelRatio(ratio)
            place = shown.deviceIndependentSize()
            left = room.left() + (room.width() - place.width()) / 2
            top = room.top() + (room.height() - place.height()) / 2
            painter.drawImage(QRectF(left, top, place.width(), place.height()), shown)
        painter.end()

    def _on_theme(self) -> None:
        self.setFixedHeight(self._theme.px(_HEIGHT))
        self.update()


def _drawn(data: bytes) -> bytes | None:
    """Make a picture of a drawing in vectors (SVG); None where it is none."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<") or b"<svg" not in data[:65536]:
        return None
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(data)
    size = renderer.viewBoxF().size() if renderer.isValid() else None
    if size is None or size.isEmpty():
        raise Refusal("not_a_picture", field="letterhead.logo")
    scale = _DRAWN / max(size.width(), size.height())
    image = QImage(
        max(1, round(size.width() * scale)),
        max(1, round(size.height() * scale)),
        QImage.Format.Format_RGB32,
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return _as_png(image)


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())
