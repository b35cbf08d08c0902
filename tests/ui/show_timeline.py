"""Pictures of what was said and done: `python -m tests.ui.show_timeline OUT_DIR`."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, fill, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import Direction, InteractionKind, Source
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import AddEmail, FileInput
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.interaction_dialog import InteractionDialog
from smallcrm.ui.dialogs.note_dialog import NoteDialog
from smallcrm.ui.dialogs.note_versions import NoteVersionsDialog
from smallcrm.ui.theme import ThemeContext

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)


def dealings(backend: Backend) -> tuple[int, int]:
    """Fill in a client's contacts; return the note with versions, and the e-mail."""

    def do(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    judith = backend.queries.contact_people(1)[0].id
    note = do(
        commands.AddNote(
            client=1,
            text="Her son is in hospital. Ask how he is.",
            pinned=True,
            said_by=judith,
            expires=date(2026, 5, 31),
        )
    )
    do(commands.EditNote(note=note, text="Her son is at home again. Ask how he is doing."))
    do(commands.EditNote(note=note, text="Her son is at home again, back at school in June."))
    contact = commands.AddInteraction
    day = timedelta(days=1)
    for command in (
        contact(client=1, direction=Direction.IN, at=NOW - 2 * day, minutes=4, satisfaction=4,
                summary="wants both grands done in exam week", contact_person=judith),
        contact(client=1, direction=Direction.IN, at=NOW - day, answered=False,
                contact_person=judith),
        contact(client=1, kind=InteractionKind.MEETING, at=NOW - 9 * day, minutes=45,
                summary="looked at the Steinway together: hammers worn"),
        contact(client=1, kind=InteractionKind.LETTER, direction=Direction.OUT, at=NOW - 20 * day,
                summary="sent the price list for 2026"),
    ):  # fmt: skip
        do(command)
    mail = do(
        AddEmail(
            client=1,
            message_id="<1@example.ie>",
            direction=Direction.IN,
            at=NOW - 3 * day,
            subject="Invoice for April",
            body="Dear tuner,\n\nthe invoice for April names the wrong school.\n"
            "Could you send a corrected one to our bookkeeper Aoife?\n\nBeatriz\n",
            message=FileInput(name="Invoice for April.eml", content=b"x", media_type="message"),
            attachments=(
                FileInput(name="invoice-april.pdf", content=b"y", text="Tuning of two grands"),
            ),
            contact_person=judith,
        )
    )
    do(
        commands.AddDocuments(
            client=1,
            files=(FileInput(name="Contract signed.pdf", content=b"z", text="twice a year, June"),),
        )
    )
    done = do(commands.AddFollowUp(client=1, text="Send the price list", due=date(2026, 4, 22)))
    do(commands.FinishFollowUp(follow_up=done))
    do(commands.AddFollowUp(client=1, text="Ring about the date", due=date(2026, 5, 13)))
    return note, mail


def shoot(context: UiContext, widget: QWidget, path: Path) -> None:
    widget.show()
    wait(context)
    for _ in range(6):
        QApplication.processEvents()
    widget.grab().save(str(path))


def pictures(
    context: UiContext, backend: Backend, note_id: int, mail_id: int, out: Path, mark: str
) -> None:
    card = CardWindow(context, 1)
    px = context.theme.px
    card.resize(px(548), px(760))
    shoot(context, card, out / f"card-{mark}.png")
    for chip in ("calls", "mail", "documents", "to_do"):
        card.body.panel.choose_chip(chip)
        shoot(context, card, out / f"card-{chip}-{mark}.png")
    card.body.panel.choose_chip("all")
    card.body.panel.open_field()
    wait(context)
    card.body.panel.field.setText("bookkeeper")
    shoot(context, card, out / f"card-found-{mark}.png")
    found = backend.queries.note(note_id)
    mail = backend.queries.interaction(mail_id)
    assert found is not None
    assert mail is not None
    for name, dialog in (
        ("note", NoteDialog(context, 1, note=found[1])),
        ("contact", InteractionDialog(context, 1)),
        ("mail", InteractionDialog(context, 1, contact=mail[1])),
        ("versions", NoteVersionsDialog(context, note_id)),
    ):
        shoot(context, dialog, out / f"{name}-{mark}.png")
        dialog.settle()
        dialog.close()
    card.close()
    wait(context)


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance()
    assert app is None
    app = QApplication(sys.argv[:1])
    for language in ("en", "zh_CN"):
        for choice in ("light", "dark"):
            with tempfile.TemporaryDirectory() as folder:
                theme = ThemeContext(app, RESOURCES, choice=choice)
                theme.set_chinese(chinese=language != "en")
                paths = Paths(data=Path(folder), machine_settings=Path(folder) / "machine.json")
                backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
                fill(backend)
                note, mail = dealings(backend)
                context = context_of(backend, paths, theme, language)
                pictures(context, backend, note, mail, out, f"{language}-{choice}")
                context.runner.stop()


if __name__ == "__main__":
    main()
