"""What a kept file is called, and what it is kept with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import quote_number
from smallcrm.services.commands import UNSET, EditDocument
from smallcrm.ui.dialogs.document_words import about_words
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.queries.shapes import SaleShape
    from smallcrm.queries.trade_shapes import ContractShape, QuoteShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

    _Found = (
        tuple[
            DocumentShape,
            tuple[SaleShape, ...],
            tuple[QuoteShape, ...],
            tuple[ContractShape, ...],
        ]
        | None
    )

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class _Choice:
    """Something of the client's that a file can be kept with."""

    words: str
    sale: int | None = None
    quote: int | None = None
    contract: int | None = None


class DocumentDialog(FormDialog):
    """Renames a file and puts it with a sale, quote or contract of its client."""

    def __init__(self, context: UiContext, document_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, tr.gettext("Rename the file"), parent, width=560)
        self._document: DocumentShape | None = None
        self._id = document_id
        self._choices: list[_Choice] = []
        self.name = TextField()
        self.about = QComboBox()
        self.add_row("name", tr.pgettext("file", "&Name"), self.name)
        self._about_row = self.add_row("sale", tr.gettext("Kept &with"), self.about)
        self.settle()
        self.load(self._read, self._show)

    def command(self) -> EditDocument | None:
        """Change what differs."""
        document = self._document
        if document is None:
            raise Refusal("no_such_document")
        chosen = self._choices[self.about.currentIndex()]
        typed = self.name.value()
        if typed is None:
            raise Refusal("no_file_name", field="name")
        name = kept_files.clean_name(typed)
        moved = not _is_at(document, chosen)
        if name == document.name and not moved:
            return None
        return EditDocument(
            document=document.id,
            name=UNSET if name == document.name else name,
            sale=chosen.sale if moved else UNSET,
            quote=chosen.quote if moved else UNSET,
            contract=chosen.contract if moved else UNSET,
            request_id=self.request_id,
        )

    def _read(self, backend: Backend) -> _Found:
        queries = backend.queries
        document = queries.document(self._id)
        if document is None:
            return None
        client = document.client.id
        card = queries.card(client)
        sales = card.last_sales if card is not None else ()
        return document, sales, queries.quotes_of(client), queries.contracts_of(client)

    def _show(self, found: _Found) -> None:
        tr = self.context.tr
        if found is None:
            self.show_refusals([Refusal("no_such_document")])
            return
        document, sales, quotes, contracts = found
        self._document = document
        self.set_title(tr.gettext("Rename the file"), one_line(document.client.name))
        self.name.setText(document.name)
        self._choices = [_Choice(tr.gettext("The client alone"))]
        for sale in sales[:_MOST]:
            words = tr.gettext("Sale {number}").format(number=sale.number)
            self._choices.append(_Choice(f"{words} · {one_line(sale.title)}", sale=sale.id))
        for quote in quotes[:_MOST]:
            words = tr.gettext("Quote {number}").format(
                number=quote_number(tr, quote.number, quote.revision)
            )
            self._choices.append(_Choice(f"{words} · {one_line(quote.title)}", quote=quote.id))
        for contract in contracts[:_MOST]:
            words = tr.gettext("Contract {number}").format(number=contract.number)
            title = f"{words} · {one_line(contract.title)}"
            self._choices.append(_Choice(title, contract=contract.id))
        if not any(_is_at(document, one) for one in self._choices):
            self._choices.append(
                _Choice(
                    about_words(tr, document),
                    document.sale_id,
                    document.quote_id,
                    document.contract_id,
                )
            )
        self.about.addItems([painted(one.words) for one in self._choices])
        self.about.setCurrentIndex(
            next(at for at, one in enumerate(self._choices) if _is_at(document, one))
        )
        # A file of an e-mail stays with it.
        self._about_row.setVisible(document.interaction_id is None)
        self.settle()
        stem = len(document.name) - len(kept_files.ending(document.name))
        self.name.setFocus()
        self.name.setSelection(0, stem)


def _is_at(document: DocumentShape, one: _Choice) -> bool:
    return (document.sale_id, document.quote_id, document.contract_id) == (
        one.sale,
        one.quote,
        one.contract,
    )
