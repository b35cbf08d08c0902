"""Lists as other programs write them: their own headings, made-up people of example domains."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final


def sheet(heading: Sequence[str], *rows: Mapping[str, str], before: str = "") -> str:
    """Write rows by heading as CSV; a heading that is there twice is filled by `Name (2)`."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heading)
    for row in rows:
        seen: dict[str, int] = {}
        cells = []
        left = dict(row)
        for name in heading:
            seen[name] = seen.get(name, 0) + 1
            cells.append(left.pop(name if seen[name] == 1 else f"{name} ({seen[name]})", ""))
        assert not left, f"no such heading: {left}"
        writer.writerow(cells)
    return before + stream.getvalue()


_ADDRESS: Final = "Type,Formatted,Street,City,PO Box,Region,Postal Code,Country,Extended Address"
GOOGLE_OLD: Final = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,"
    "Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,"
    "Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,"
    "Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "E-mail 2 - Type,E-mail 2 - Value,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,"
    "Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,"
    + ",".join(f"Address 1 - {name}" for name in _ADDRESS.split(","))
    + ","
    + ",".join(f"Address 2 - {name}" for name in _ADDRESS.split(","))
    + ",Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,"
    "Organization 1 - Title,Organization 1 - Department,Relation 1 - Type,Relation 1 - Value,"
    "Relation 2 - Type,Relation 2 - Value,Website 1 - Type,Website 1 - Value,Event 1 - Type,"
    "Event 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value"
).split(",")
GOOGLE_NEW: Final = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,"
    "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
    "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,"
    "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Phone 2 - Label,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value,Address 1 - Label,"
    "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
    "Relation 1 - Label,Relation 1 - Value,Relation 2 - Label,Relation 2 - Value,"
    "Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,"
    "Custom Field 1 - Value,Custom Field 2 - Label,Custom Field 2 - Value"
).split(",")
OUTLOOK: Final = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,"
    "Business Country/Region,Home Street,Home Street 2,Home Street 3,Home City,Home State,"
    "Home Postal Code,Home Country/Region,Other Street,Other Street 2,Other Street 3,Other City,"
    "Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,"
    "Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,"
    "Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,"
    "TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,Billing Information,Birthday,"
    "Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,"
    "E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,E-mail 3 Address,"
    "E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,"
    "Office Location,Organizational ID Number,Other Address PO Box,Priority,Private,Profession,"
    "Referred By,Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page"
).split(",")
OUTLOOK_ZH: Final = (
    "英文称谓,名,中间名,姓,中文称谓,单位,部门,职务,商务地址 街道,商务地址 街道 2,"
    "商务地址 街道 3,商务地址 市/县,"
    "商务地址 省/市/自治区,商务地址 邮政编码,商务地址 国家/地区,住宅地址 街道,住宅地址 街道 2,"
    "住宅地址 街道 3,"
    "住宅地址 市/县,住宅地址 省/市/自治区,住宅地址 邮政编码,住宅地址 国家/地区,其他地址 街道,"
    "其他地址 街道 2,"
    "其他地址 街道 3,其他地址 市/县,其他地址 省/市/自治区,其他地址 邮政编码,其他地址 国家/地区,"
    "助理的电话,商务传真,"
    "商务电话,商务电话 2,回电话,车载电话,单位主要电话,住宅传真,住宅电话,住宅电话 2,ISDN,"
    "移动电话,其他传真,"
    "其他电话,寻呼机,主要电话,无绳电话,TTY/TDD 电话,电报,Internet 忙闲,办公地点,地点,电子邮件地址,"
    "电子邮件类型,电子邮件显示名称,电子邮件 2 地址,电子邮件 2 类型,电子邮件 2 显示名,"
    "电子邮件 3 地址,"
    "电子邮件 3 类型,电子邮件 3 显示名,附注,工作证号码,关键词,记帐信息,纪念日,经理姓名,类别,"
    "里程,敏感度,"
    "目录服务器,配偶,其他地址 - 邮箱,商务地址 - 邮箱,身份证编号,生日,私有,缩写,网页,性别,"
    "业余爱好,引用者,"
    "用户 1,用户 2,用户 3,用户 4,优先级,语言,帐户,职业,助理的姓名,住宅地址 - 邮箱,子女"
).split(",")
OUTLOOK_DE: Final = (
    "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,"
    "Straße geschäftlich 2,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,"
    "Land/Region geschäftlich,Straße privat,Ort privat,Bundesland/Kanton privat,"
    "Postleitzahl privat,Land/Region privat,Weitere Straße,Weiterer Ort,Telefon Assistent,"
    "Fax geschäftlich,Telefon geschäftlich,Autotelefon,Telefon Firma,Telefon privat,Mobiltelefon,"
    "E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse,Empfohlen von,"
    "Geburtstag,Kategorien,Notizen,Priorität,Privat,Vertraulichkeit,Webseite"
).split(",")
OUTLOOK_FR: Final = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre,Rue (bureau),Rue (bureau) 2,"
    "Ville (bureau),Dép/Région (bureau),Code postal (bureau),Pays/Région (bureau),Rue (domicile),"
    "Ville (domicile),Code postal (domicile),Pays/Région (domicile),Télécopie (bureau),"
    "Téléphone (bureau),Téléphone (domicile),Tél. mobile,Adresse de messagerie,"
    "Type de messagerie,Nom complet de l'adresse de messagerie,Anniversaire,Catégories,Notes,"
    "Recommandé par,Page Web"
).split(",")
THUNDERBIRD: Final = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,"
    "Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,"
    "Home City,Home State,Home ZipCode,Home Country,Work Address,Work Address 2,Work City,"
    "Work State,Work ZipCode,Work Country,Job Title,Department,Organization,Web Page 1,Web Page 2,"
    "Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes"
).split(",")
THUNDERBIRD_DE: Final = (
    "Vorname,Nachname,Anzeigename,Spitzname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,"
    "Messenger-Name,Tel. dienstlich,Tel. privat,Fax-Nummer,Pager-Nummer,Mobil-Tel.-Nr.,"
    "Privat: Adresse,Privat: Adresse 2,Privat: Ort,Privat: Bundesland,Privat: PLZ,Privat: Land,"
    "Dienstlich: Adresse,Dienstlich: Adresse 2,Dienstlich: Ort,Dienstlich: Bundesland,"
    "Dienstlich: PLZ,Dienstlich: Land,Arbeitstitel,Abteilung,Organisation,Webseite 1,Webseite 2,"
    "Geburtsjahr,Geburtsmonat,Geburtstag,Benutzerdef. 1,Benutzerdef. 2,Benutzerdef. 3,"
    "Benutzerdef. 4,Notizen"
).split(",")
ZOHO_CONTACTS: Final = (
    "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,"
    "Account Name,Email,Title,Department,Phone,Home Phone,Other Phone,Fax,Mobile,Date of Birth,"
    "Assistant,Asst Phone,Email Opt Out,Created By.id,Created By,Created Time,Modified Time,"
    "Contact Name,Salutation,Secondary Email,Last Activity Time,Mailing Street,Mailing City,"
    "Mailing State,Mailing Zip,Mailing Country,Other Street,Other City,Other State,Other Zip,"
    "Other Country,Description,Tag"
).split(",")
ZOHO_LEADS: Final = (
    "Record Id,Lead Owner,Company,First Name,Last Name,Designation,Email,Phone,Mobile,Website,"
    "Lead Source,Lead Status,Industry,No. of Employees,Annual Revenue,Street,City,State,Zip Code,"
    "Country,Description"
).split(",")
ZOHO_ACCOUNTS: Final = (
    "Record Id,Account Owner,Account Name,Phone,Fax,Website,Account Number,Account Type,Industry,"
    "Billing Street,Billing City,Billing State,Billing Code,Billing Country,Shipping Street,"
    "Shipping City,Shipping Code,Description"
).split(",")
ZOHO_BOOKS: Final = (
    "Created Time,Last Modified Time,Display Name,Company Name,Salutation,First Name,Last Name,"
    "Phone,Currency Code,Notes,Website,Status,Credit Limit,Customer Sub Type,Billing Attention,"
    "Billing Address,Billing Street2,Billing City,Billing State,Billing Country,Billing Code,"
    "Billing Phone,Billing Fax,Shipping Attention,Shipping Address,Shipping City,Designation,"
    "Payment Terms,Payment Terms Label,EmailID,MobilePhone,Customer ID,Customer Name,Contact Type"
).split(",")
ZOHO_INVOICES: Final = (
    "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Customer ID,Due Date,"
    "Currency Code,Item Name,Item Desc,Quantity,Item Price,Item Total,SubTotal,Total,Balance,"
    "Notes,Subject"
).split(",")
HUBSPOT_CONTACTS: Final = (
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,"
    "Lifecycle Stage,Lead Status,Company Name,Job Title,Street Address,City,State/Region,"
    "Postal Code,Country/Region,Website URL,Create Date,Last Activity Date,"
    "Associated Company IDs,Associated Company"
).split(",")
HUBSPOT_COMPANIES: Final = (
    "Record ID,Company name,Company Domain Name,Company owner,Create Date,Phone Number,City,"
    "Country/Region,Industry,Street Address,Postal Code"
).split(",")
NINJA_CLIENTS: Final = (
    "Name,Balance,Paid to Date,Billing Street,Billing Apt/Suite,Billing City,"
    "Billing State/Province,Billing Postal Code,Billing Country,Shipping Street,"
    "Shipping Apt/Suite,Shipping City,Shipping State/Province,Shipping Postal Code,"
    "Shipping Country,ID Number,VAT Number,Website,Phone,Currency,Public Notes,Private Notes,"
    "First Name,Last Name,Email,Phone"
).split(",")
NINJA_INVOICES: Final = (
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,"
    "Partial/Deposit,Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,"
    "Item Cost,Item Quantity"
).split(",")
NINJA_PAYMENTS: Final = "Client,Invoice Number,Amount,Date".split(",")
NINJA_PRODUCTS: Final = "User,Product,Notes,Cost".split(",")
QUICKBOOKS: Final = (
    "Customer full name,Phone numbers,Email,Full name,Bill address,Ship address".split(",")
)
QUICKBOOKS_SALES: Final = (
    "Date,Transaction type,Num,Name,Memo/Description,Due date,Amount,Open balance".split(",")
)
XERO: Final = (
    "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,"
    "POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,POCountry,"
    "SAAttentionTo,SAAddressLine1,SAAddressLine2,SACity,SARegion,SAPostalCode,SACountry,"
    "PhoneNumber,FaxNumber,MobileNumber,DDINumber,SkypeName,BankAccountNumber,TaxNumber,"
    "AccountsReceivableTaxCodeName,Website,LegalName,Discount,CompanyNumber,DueDateSalesDay,"
    "DueDateSalesTerm,SalesAccount,TrackingName1,Person1FirstName,Person1LastName,Person1Email,"
    "Person1IncludeInEmail,Person2FirstName,Person2LastName,Person2Email,Person2IncludeInEmail"
).split(",")
KINGDEE: Final = (
    "客户编码,客户名称,客户类别,客户等级,联系人,手机,座机,QQ/微信,联系地址,期初应收款,信用额度,"
    "账期,税号,备注"
).split(",")
YONYOU: Final = (
    "客户编码,客户名称,客户简称,所属分类,税号,开户银行,银行账号,联系人,电话,手机,地址,邮政编码,"
    "应收余额,"
    "信用额度,扣率,专管业务员"
).split(",")
