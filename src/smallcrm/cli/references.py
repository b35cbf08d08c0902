"""What a line of `apply` may name: results of earlier lines, and what the data file has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.cli.context import Run
    from smallcrm.queries.trade_shapes import ProductShape, TradeLine

CLIENT: Final = "client"
SALE: Final = "sale"
PAYMENT: Final = "payment"
PRODUCT: Final = "product"
QUOTE: Final = "quote"
INVOICE: Final = "invoice"
CONTRACT: Final = "contract"
PROMISE: Final = "promise"
REFERRAL: Final = "referral"
REWARD_RULE: Final = "reward rule"
OWN_FIELD: Final = "own field"
TAG: Final = "tag"
LEVEL_RULE: Final = "level rule"
LABEL_SHEET: Final = "label sheet"
MERGE: Final = "merge"
DOCUMENT: Final = "document"
CONTACT_PERSON: Final = "contact person"
NOTE: Final = "note"
INTERACTION: Final = "contact"
FOLLOW_UP: Final = "follow-up"
UNKNOWN_CALL: Final = "unknown call"
OTHER: Final = "other"
_LONGEST: Final = 80


class References:
    """What earlier lines of the file called their results, and numbers of rows that are there."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rows: dict[str, tuple[str, int]] = {}

    def known(self, ref: str) -> bool:
        """Tell whether a line before had this `ref`."""
        return ref in self._rows

    def name(self, ref: str, kind: str, row_id: int) -> None:
        """Remember a line's result."""
        self._rows[ref] = (kind, row_id)

    def find(self, ref: str, kind: str, field: str) -> int:
        """Return the id of what a line before named so, else of what has that number or code.

        Refuses a `ref` of something else, what nothing is called, and what several rows are.
        """
        found = self._rows.get(ref)
        if found is None:
            return self._numbered(ref, kind, field)
        if found[0] != kind:
            raise Refusal("other_ref", field=field, ref=ref[:_LONGEST], kind=kind)
        return found[1]

    def _numbered(self, number: str, kind: str, field: str) -> int:
        shown = number[:_LONGEST]
        ids = self._ids(number, kind)
        if ids is None:
            raise Refusal("unknown_ref", field=field, ref=shown)
        if not ids:
            raise Refusal("unknown_ref", field=field, ref=shown, number=shown, kind=kind)
        if len(ids) > 1:
            raise Refusal("ambiguous_number", field=field, number=shown, kind=kind)
        return ids[0]

    def _ids(self, number: str, kind: str) -> Sequence[int] | None:
        """Return what has a number (a product: a code or name); None where nothing has any."""
        queries = self._run.backend.queries
        match kind:
            case "sale":
                ids: Sequence[int] = queries.sale_ids(number)
                if len(ids) > 1:  # a sale's own number goes before another's external one
                    found = [(sale_id, queries.sale(sale_id)) for sale_id in ids]
                    own = [one for one, has in found if has and has.sale.number == number.strip()]
                    ids = own or ids
            case "quote":
                ids = queries.quote_ids(number)[:1]  # the latest revision
            case "invoice":
                ids = queries.invoice_ids(number)
            case "contract":
                ids = queries.contract_ids(number)
            case "product":
                ids = queries.product_ids(number)
            case "reward rule":
                ids = [rule.id for rule in queries.reward_rules() if _same(rule.name, number)]
            case "own field":
                ids = [one.id for one in queries.own_fields() if _same(one.name, number)]
            case "label sheet":
                sheets = queries.label_sheets()
                ids = [one.id for one in sheets if _same(one.sheet.name, number)]
            case "tag":
                tags = [one for one in queries.tags() if _same(one.name, number)]
                ids = [one.id for one in tags if one.name == number] or [one.id for one in tags]
            case _:
                return None
        return ids

    def lines_of(self, kind: str, row_id: int) -> Sequence[TradeLine] | None:
        """Return the lines of a quote, a sale or an invoice in their order; None without such."""
        queries = self._run.backend.queries
        if kind == QUOTE:
            quote = queries.quote(row_id)
            return None if quote is None else quote.lines
        if kind == INVOICE:
            invoice = queries.invoice(row_id)
            return None if invoice is None else invoice.lines
        sale = queries.sale(row_id)
        return None if sale is None else sale.trade_lines

    def contact_person(self, client_id: int, name: str, field: str) -> int:
        """Return the contact person of a client with that name; refuses none, and several."""
        shown = name[:_LONGEST]
        people = self._run.backend.queries.contact_people(client_id)
        ids = [one.id for one in people if _same(one.name, name)]
        if not ids:
            raise Refusal("no_contact_of_name", field=field, name=shown)
        if len(ids) > 1:
            raise Refusal("ambiguous_number", field=field, number=shown, kind=CONTACT_PERSON)
        return ids[0]

    def client_of_note(self, note_id: int) -> int | None:
        """Return whom a note is about."""
        found = self._run.backend.queries.note(note_id)
        return None if found is None else found[0]

    def client_of_interaction(self, interaction_id: int) -> int | None:
        """Return whom a contact was with."""
        found = self._run.backend.queries.interaction(interaction_id)
        return None if found is None else found[0]

    def product(self, product_id: int) -> ProductShape | None:
        """Return a product with its prices."""
        return self._run.backend.queries.product(product_id)

    def price(self, product: ProductShape, currency: str | None, field: str) -> Decimal:
        """Return what a product costs in a currency; refuse one without (`no_price`)."""
        for code, price in product.prices:
            if code == currency:
                return price
        raise Refusal("no_price", field=field, product=product.name, currency=currency or "")

    def currency_for(self, client_id: int) -> str | None:
        """Return the currency of a new document of a client: theirs, else the file's."""
        standing = self._run.backend.queries.standing(client_id)
        return None if standing is None else standing.currency

    def currency_of(self, kind: str, row_id: int) -> str | None:
        """Return the currency of a quote or a sale."""
        queries = self._run.backend.queries
        if kind == QUOTE:
            quote = queries.quote(row_id)
            return None if quote is None else quote.quote.total.currency
        sale = queries.sale(row_id)
        return None if sale is None else sale.sale.total.currency

    def file_currency(self) -> str:
        """Return the file's currency."""
        return self._run.backend.queries.settings().currency

    def sold_on(self, sale_id: int) -> date | None:
        """Return the day of a sale."""
        sale = self._run.backend.queries.sale(sale_id)
        return None if sale is None else sale.sale.on

    def today(self) -> date:
        """Return the owner's day."""
        return self._run.clock.today()

    def charge_title(self) -> str:
        """Call a sale of reminder fees in the owner's language."""
        return self._run.tr.gettext("Reminder fee and interest")

    def opening_title(self) -> str:
        """Call an opening balance in the owner's language."""
        return self._run.tr.gettext("Opening balance")


def _same(name: str, wanted: str) -> bool:
    """Tell whether a name is the one that was written, in whatever case."""
    return name.casefold() == wanted.strip().casefold()
