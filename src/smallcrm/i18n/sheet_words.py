"""The headings of sheets in the owner's language, as our importer knows them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.messages import InContext, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.messages import Translator

# By what a sheet itself calls them: the words of the command line's files, which never change.
HEADINGS: Final[Mapping[str, InContext]] = {
    "Customer code": mark_in("sheet", "Customer code"),
    "Name": mark_in("sheet", "Name"),
    "Organisation": mark_in("sheet", "Organisation"),
    "Kind": mark_in("sheet", "Kind"),
    "Level": mark_in("sheet", "Level"),
    "Lifecycle": mark_in("sheet", "Lifecycle"),
    "Phone": mark_in("sheet", "Phone"),
    "Mobile": mark_in("sheet", "Mobile"),
    "Work phone": mark_in("sheet", "Work phone"),
    "Home phone": mark_in("sheet", "Home phone"),
    "Fax": mark_in("sheet", "Fax"),
    "Email": mark_in("sheet", "Email"),
    "Work email": mark_in("sheet", "Work email"),
    "Home email": mark_in("sheet", "Home email"),
    "Address": mark_in("sheet", "Address"),
    "Street": mark_in("sheet", "Street"),
    "City": mark_in("sheet", "City"),
    "Region": mark_in("sheet", "Region"),
    "Postal code": mark_in("sheet", "Postal code"),
    "Country": mark_in("sheet", "Country"),
    "WeChat": mark_in("sheet", "WeChat"),
    "QQ": mark_in("sheet", "QQ"),
    "WhatsApp": mark_in("sheet", "WhatsApp"),
    "Website": mark_in("sheet", "Website"),
    "Contact person": mark_in("sheet", "Contact person"),
    "Contact role": mark_in("sheet", "Contact role"),
    "Contact phone": mark_in("sheet", "Contact phone"),
    "Contact mobile": mark_in("sheet", "Contact mobile"),
    "Contact email": mark_in("sheet", "Contact email"),
    "Tags": mark_in("sheet", "Tags"),
    "Referred by": mark_in("sheet", "Referred by"),
    "Currency": mark_in("sheet", "Currency"),
    "Payment term": mark_in("sheet", "Payment term"),
    "Discount": mark_in("sheet", "Discount"),
    "Credit limit": mark_in("sheet", "Credit limit"),
    "Birthday": mark_in("sheet", "Birthday"),
    "Tax number": mark_in("sheet", "Tax number"),
    "Source": mark_in("sheet", "Source"),
    "Language": mark_in("sheet", "Language"),
    "Details confirmed on": mark_in("sheet", "Details confirmed on"),
    "Notes": mark_in("sheet", "Notes"),
    "Number": mark_in("sheet", "Number"),
    "Customer": mark_in("sheet", "Customer"),
    "Title": mark_in("sheet", "Title"),
    "Date": mark_in("sheet", "Date"),
    "Due date": mark_in("sheet", "Due date"),
    "Status": mark_in("sheet", "Status"),
    "Total": mark_in("sheet", "Total"),
    "Still to pay": mark_in("sheet", "Still to pay"),
    "Settlement": mark_in("sheet", "Settlement"),
    "Own number": mark_in("sheet", "Own number"),
    "Payment date": mark_in("sheet", "Payment date"),
    "Payment amount": mark_in("sheet", "Payment amount"),
    "Payment method": mark_in("sheet", "Payment method"),
    "Payment reference": mark_in("sheet", "Payment reference"),
    "Invoices": mark_in("sheet", "Invoices"),
    "Sort": mark_in("sheet", "Sort"),
    "Void": mark_in("sheet", "Void"),
    "Unused": mark_in("sheet", "Unused"),
    "No money": mark_in("sheet", "No money"),
    "Direction": mark_in("sheet", "Direction"),
    "Counterpart code": mark_in("sheet", "Counterpart code"),
    "Counterpart": mark_in("sheet", "Counterpart"),
    "Outcome": mark_in("sheet", "Outcome"),
    "What for": mark_in("sheet", "What for"),
    "Commission": mark_in("sheet", "Commission"),
    "Paid": mark_in("sheet", "Paid"),
    "Reward": mark_in("sheet", "Reward"),
    "Why changed": mark_in("sheet", "Why changed"),
    "Quote": mark_in("sheet", "Quote"),
    "Revision": mark_in("sheet", "Revision"),
    "Quoted on": mark_in("sheet", "Quoted on"),
    "Valid until": mark_in("sheet", "Valid until"),
    "Quote status": mark_in("sheet", "Quote status"),
    "Quoted net": mark_in("sheet", "Quoted net"),
    "Quoted total": mark_in("sheet", "Quoted total"),
    "Decided on": mark_in("sheet", "Decided on"),
    "Reason": mark_in("sheet", "Reason"),
    "Paper": mark_in("sheet", "Paper"),
    "Issued on": mark_in("sheet", "Issued on"),
    "Paper total": mark_in("sheet", "Paper total"),
    "To pay": mark_in("sheet", "To pay"),
    "Credited": mark_in("sheet", "Credited"),
    "Credits": mark_in("sheet", "Credits"),
    "Contract": mark_in("sheet", "Contract"),
    "Signed on": mark_in("sheet", "Signed on"),
    "Starts on": mark_in("sheet", "Starts on"),
    "Ends on": mark_in("sheet", "Ends on"),
    "Ended on": mark_in("sheet", "Ended on"),
    "Contract amount": mark_in("sheet", "Contract amount"),
    "Sold": mark_in("sheet", "Sold"),
    "Contract note": mark_in("sheet", "Contract note"),
    "Code": mark_in("sheet", "Code"),
    "Product": mark_in("sheet", "Product"),
    "Unit": mark_in("sheet", "Unit"),
    "Price": mark_in("sheet", "Price"),
    "Tax rate": mark_in("sheet", "Tax rate"),
    "Tax category": mark_in("sheet", "Tax category"),
    "Tax reason": mark_in("sheet", "Tax reason"),
    "For sale": mark_in("sheet", "For sale"),
    "Note": mark_in("sheet", "Note"),
    "Referrer": mark_in("sheet", "Referrer"),
    "Sent": mark_in("sheet", "Sent"),
    "Won": mark_in("sheet", "Won"),
    "Lost": mark_in("sheet", "Lost"),
    "Pending": mark_in("sheet", "Pending"),
    "Won percent": mark_in("sheet", "Won percent"),
    "Worth": mark_in("sheet", "Worth"),
    "Last sent on": mark_in("sheet", "Last sent on"),
    "Referred": mark_in("sheet", "Referred"),
    "Clients": mark_in("sheet", "Clients"),
}


def heading_words(tr: Translator, heading: str) -> str:
    """Say a heading in a language, a number (`Phone 2`) or currency (`Price EUR`) kept behind it.

    One that is no word of ours, the name of an own field, stays as it is.
    """
    name = HEADINGS.get(heading)
    if name is not None:
        return tr.pgettext(*name)
    base, _, end = heading.rpartition(" ")
    name = HEADINGS.get(base)
    if name is None or not (end.isdigit() or (end.isupper() and end.isascii())):
        return heading
    # Translators: a heading, and a number or currency behind it: "Phone 2", "Price EUR"
    return tr.pgettext("sheet", "{heading} {end}").format(heading=tr.pgettext(*name), end=end)
