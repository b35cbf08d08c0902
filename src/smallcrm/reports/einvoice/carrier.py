"""Puts an e-invoice into its PDF, as Factur-X 1.0 and ZUGFeRD 2 have it (section 6 of both)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smallcrm.reports.einvoice import FILE_NAME
from smallcrm.reports.pdfa import Archive, Attachment

_SPACE: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_LEVEL: Final = "EN 16931"
_PROPERTIES: Final = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters",
    "Version": "The version of the standard that the embedded XML document follows",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}
_PROPERTY: Final = """\
<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li>
"""
_XMP: Final = """\
<rdf:Description rdf:about="" xmlns:fx="{space}">
<fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>{file}</fx:DocumentFileName>
<fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>{level}</fx:ConformanceLevel>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas>
<rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property>
<rdf:Seq>
{properties}</rdf:Seq>
</pdfaSchema:property>
</rdf:li>
</rdf:Bag>
</pdfaExtension:schemas>
</rdf:Description>
"""


def archive_of(xml: bytes, made_at: datetime) -> Archive:
    """Return what makes the PDF of an invoice an e-invoice; `made_at` is an instant in UTC.

    The XML says what the pages say, so that either stands for the other: `Alternative`.
    """
    properties = "".join(
        _PROPERTY.format(name=name, description=description)
        for name, description in _PROPERTIES.items()
    )
    return Archive(
        Attachment(FILE_NAME, xml, "text/xml", "Alternative", "Factur-X invoice"),
        made_at,
        _XMP.format(space=_SPACE, file=FILE_NAME, level=_LEVEL, properties=properties),
    )
