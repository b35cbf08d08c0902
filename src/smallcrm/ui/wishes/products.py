"""Products and contracts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class ProductWishes(QObject):
    """What is for sale, and under which contracts."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "new_product": self._new_product,
            "open_product": self._open_product,
            "new_contract": self._new_contract,
            "open_contract": self._open_contract,
        }

    def _new_product(self, _: object) -> None:
        from smallcrm.ui.dialogs.product_dialog import ProductDialog

        self._at.show(ProductDialog(self._at.context, None, self._at.window))

    def _open_product(self, product_id: object) -> None:
        from smallcrm.ui.dialogs.product_dialog import ProductDialog

        if isinstance(product_id, int):
            self._at.show(ProductDialog(self._at.context, product_id, self._at.window))

    def _new_contract(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.contract_dialog import ContractDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._at.show(ContractDialog(self._at.context, chosen, self._at.parent_of(chosen)))

    def _open_contract(self, contract_id: object) -> None:
        from smallcrm.ui.dialogs.contract_dialog import ContractDialog

        if isinstance(contract_id, int):
            at = self._at
            at.show(ContractDialog(at.context, None, at.window, contract_id=contract_id))
