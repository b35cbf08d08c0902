"""The part of the read side that is about quotes, products, contracts and invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from smallcrm.queries import product_shapes, shapes, trade_shapes


class TradeQueries(Reading):
    """What is offered, sold and billed; a part of `Queries`."""

    def sale(self, sale_id: int) -> shapes.SaleDetail | None:
        """Return a sale with its lines, what was billed and delivered of it, and its plan."""
        from smallcrm.queries.sales import sale_detail

        with self._database.read("detail") as connection:
            return sale_detail(connection, sale_id, today=self._clock.today())

    def sale_ids(self, number: str) -> tuple[int, ...]:
        """Return the sales whose own or external number is `number`."""
        from smallcrm.queries.sales import sale_ids

        with self._database.read("detail") as connection:
            return sale_ids(connection, number)

    def copyable_sales(
        self, text: str = "", *, limit: int = 20, slot: str = "copyable"
    ) -> tuple[shapes.SaleShape, ...]:
        """Return sales that "same again" may copy, newest first: by client, title, number, line."""
        from smallcrm.queries.copyable import copyable_sales

        with self._database.read(slot) as connection:
            return copyable_sales(connection, text, today=self._clock.today(), limit=limit)

    def quote(self, quote_id: int) -> trade_shapes.QuoteDetail | None:
        """Return a revision of a quote with its lines, or None."""
        from smallcrm.queries.quotes import quote_detail

        with self._database.read("detail") as connection:
            return quote_detail(connection, quote_id, today=self._clock.today())

    def quote_ids(self, number: str) -> tuple[int, ...]:
        """Return the revisions of a quote's number, the newest first."""
        from smallcrm.queries.quotes import quote_ids

        with self._database.read("detail") as connection:
            return quote_ids(connection, number)

    def quotes_of(self, client_id: int) -> tuple[trade_shapes.QuoteShape, ...]:
        """Return a client's quotes in their latest revisions, the newest first."""
        from smallcrm.queries.quotes import quotes_of

        with self._database.read("detail") as connection:
            return quotes_of(connection, client_id, today=self._clock.today())

    def find_products(
        self,
        text: str,
        *,
        currency: str,
        client_id: int | None = None,
        limit: int = 8,
        slot: str = "products",
    ) -> tuple[product_shapes.ProductOffer, ...]:
        """Return active products by code or words of their names, the likeliest first."""
        from smallcrm.queries.products import find_products

        with self._database.read(slot) as connection:
            return find_products(
                connection, text, currency=currency, client_id=client_id, limit=limit
            )

    def product(self, product_id: int) -> trade_shapes.ProductShape | None:
        """Return a product with all its prices, or None."""
        from smallcrm.queries.products import product_detail

        with self._database.read("detail") as connection:
            return product_detail(connection, product_id)

    def product_ids(self, code_or_name: str) -> tuple[int, ...]:
        """Return the product of that code, else those of that name."""
        from smallcrm.queries.products import product_ids

        with self._database.read("detail") as connection:
            return product_ids(connection, code_or_name)

    def last_price(
        self,
        client_id: int,
        description: str,
        currency: str,
        *,
        product_id: int | None = None,
        slot: str = "last_price",
    ) -> product_shapes.LastPrice | None:
        """Return what was last quoted to a client for that product, else for the description."""
        from smallcrm.queries.last_prices import last_quoted, quoted

        with self._database.read(slot) as connection:
            if product_id is not None:
                wanted = [(product_id, description)]
                return quoted(connection, client_id, wanted, currency).get(product_id)
            return last_quoted(connection, client_id, description, currency)

    def contract(self, contract_id: int) -> trade_shapes.ContractShape | None:
        """Return a contract with what was sold under it, or None."""
        from smallcrm.queries.contracts import contract_detail

        with self._database.read("detail") as connection:
            return contract_detail(connection, contract_id, today=self._clock.today())

    def contract_ids(self, number: str) -> tuple[int, ...]:
        """Return the contract of that number."""
        from smallcrm.queries.contracts import contract_ids

        with self._database.read("detail") as connection:
            return contract_ids(connection, number)

    def contracts_of(self, client_id: int) -> tuple[trade_shapes.ContractShape, ...]:
        """Return a client's contracts, the latest to end first."""
        from smallcrm.queries.contracts import contracts_of

        with self._database.read("detail") as connection:
            return contracts_of(connection, client_id, today=self._clock.today())

    def invoice(self, invoice_id: int) -> trade_shapes.InvoiceDetail | None:
        """Return an invoice or a credit note with its lines, or None."""
        from smallcrm.queries.invoices import invoice_detail

        with self._database.read("detail") as connection:
            return invoice_detail(connection, invoice_id, today=self._clock.today())

    def invoice_ids(self, number: str) -> tuple[int, ...]:
        """Return the invoice or credit note of that number."""
        from smallcrm.queries.invoices import invoice_ids

        with self._database.read("detail") as connection:
            return invoice_ids(connection, number)

    def delivery(self, delivery_id: int) -> trade_shapes.DeliveryEntry | None:
        """Return a delivery with the sale that it is of, or None."""
        from smallcrm.queries.deliveries import delivery

        with self._database.read("detail") as connection:
            return delivery(connection, delivery_id)

    def delivery_ids(self, number: str) -> tuple[int, ...]:
        """Return the delivery of that number."""
        from smallcrm.queries.deliveries import delivery_ids

        with self._database.read("detail") as connection:
            return delivery_ids(connection, number)

    def billable(self, client_id: int) -> tuple[shapes.SaleDetail, ...]:
        """Return a client's sales that are not cancelled and not wholly billed, oldest first."""
        from smallcrm.queries.sales import billable

        with self._database.read("detail") as connection:
            return billable(connection, client_id, today=self._clock.today())
