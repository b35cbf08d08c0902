"""What most sales do without: a number of the owner's own, a contract, a period of service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from smallcrm.queries.trade_shapes import ContractShape
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField
from smallcrm.ui.dialogs.trade_parts import Fold

if TYPE_CHECKING:
    from smallcrm.queries.shapes import SaleDetail
    from smallcrm.ui.dialogs.form_dialog import FormDialog

FIELDS: Final = frozenset({"external_number", "contract", "service_from", "service_until"})


class SaleMore(Fold):
    """The fields under "More" of a sale; open where one of them says something."""

    def __init__(self, form: FormDialog) -> None:
        tr, theme = form.context.tr, form.context.theme
        super().__init__(theme, tr.gettext("Mor&e: own number, contract, period of service"))
        self._form = form
        self._tr = tr
        self.external_number = TextField(placeholder=tr.gettext("Optional"))
        self.contract = ChoiceField([(None, tr.gettext("None"))])
        self.service_from = DateField(
            theme,
            tr,
            name="service_from",
            placeholder=tr.gettext("For what is paid by the year, say"),
        )
        self.service_until = DateField(
            theme, tr, name="service_until", placeholder=tr.gettext("Its end is warned of")
        )
        number = form.make_row("external_number", tr.gettext("Own &number"), self.external_number)
        self._contract_row = form.make_row("contract", tr.gettext("Cont&ract"), self.contract)
        first = form.make_row("service_from", tr.gettext("Service &from"), self.service_from)
        last = form.make_row("service_until", tr.gettext("Service until"), self.service_until)
        for row in (number, self._contract_row, first, last):
            self.box.addWidget(row)
        self._contract_row.hide()

    def set_contracts(self, contracts: Sequence[ContractShape]) -> None:
        """Offer a client's contracts; what is chosen stays where it is among them."""
        tr = self._tr
        named = [
            (one.id, tr.gettext("{number}, {title}").format(number=one.number, title=one.title))
            for one in contracts
        ]
        self.contract.set_choices([(None, tr.gettext("None")), *named], self.contract.value())
        self._contract_row.setVisible(bool(named))

    def show_sale(self, detail: SaleDetail) -> None:
        """Show what a sale says."""
        self.external_number.setText(detail.sale.external_number or "")
        self.contract.choose(detail.contract[0] if detail.contract is not None else None)
        self.service_from.set_day(detail.service_from)
        self.service_until.set_day(detail.service_until)
        said = (detail.sale.external_number, detail.contract, detail.service_until)
        self.set_open(opened=any(said) or detail.service_from is not None)

    def values(self) -> dict[str, Any]:
        """Read the fields, as the commands name them."""
        attempt = self._form.attempt
        first: date | None = attempt(self.service_from.value)
        last: date | None = attempt(self.service_until.value)
        return {
            "external_number": self.external_number.value(),
            "contract": self.contract.value(),
            "service_from": first,
            "service_until": last,
        }
