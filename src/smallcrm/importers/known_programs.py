"""What stands in the lists of programs that keep customers, invoices or accounts."""

from __future__ import annotations

from typing import Final

from smallcrm.importers.heading_text import by_word

_ZOHO_NOISE: Final = """
            contact owner id | account owner id | lead owner id | created by id | modified by id
            | account name id | vendor name id | reporting to id | parent account id
            | created by | modified by | modified time | last activity time | last modified time
            | record image | data source | data processing basis details | locked
            | change log time | last sync time | is converted | enrich status
            | user modified time | system modified time | user related activity time
            | system related activity time | record approval status | email opt out
            | unsubscribed mode | unsubscribed time | layout | connected to
        """
ZOHO: Final = by_word(
    {
        "ignore": _ZOHO_NOISE,
        "code": "record id | contact id | lead id | account id",
        "organisation": "account name | company",
        "job_title": "title | designation",
        "email": "email | secondary email",
        "phone": "phone | other phone",
        "street": "mailing street | other street | billing street | shipping street",
        "city": "mailing city | other city | billing city | shipping city",
        "region": "mailing state | other state | billing state | shipping state",
        "postal_code": "mailing zip | other zip | billing code | shipping code | zip code",
        "country": "mailing country | other country | billing country | shipping country",
        "birthday": "date of birth",
        "tags": "tag",
        "created_on": "created time",
        "note": "description",
        "labelled_note": """
            contact owner | lead owner | account owner | salutation | department | assistant
            | asst phone | rating | account type | lead status | vendor name | reporting to
        """,
    }
)
ZOHO_NAMES: Final = by_word({"name": "contact name | full name | lead name"})
ZOHO_BOOKS: Final = by_word(
    {
        "ignore": _ZOHO_NOISE
        + """
            | display name | payment terms | payment reminder | customer address id
            | contact type | contact id | contact address id | currency symbol | exchange rate
            | tax id | track tds
        """,
        "code": "customer id | customer number",
        "name": "customer name | display name",
        "organisation": "company name",
        "kind": "customer sub type",
        "person_first_name": "first name",
        "person_last_name": "last name",
        "person_role": "designation",
        "email": "emailid",
        "mobile": "mobilephone",
        "phone": "billing phone | shipping phone",
        "fax": "billing fax | shipping fax",
        "street": """
            billing attention | billing address | billing street2 | shipping attention
            | shipping address | shipping street2
        """,
        "city": "billing city | shipping city",
        "region": "billing state | shipping state",
        "postal_code": "billing code | shipping code",
        "country": "billing country | shipping country",
        "payment_term_days": "payment terms label",
        "currency": "currency code",
        "opening_balance": "opening balance | outstanding receivable amount",
        "created_on": "created time",
    }
)
ZOHO_INVOICES: Final = by_word(
    {
        "ignore": "invoice id | payment terms | status of payments | terms conditions",
        "number": "invoice number",
        "date": "invoice date",
        "due": "due date",
        "client_code": "customer id",
        "client_name": "customer name",
        "organisation": "company name",
        "title": "subject",
        "total": "total",
        "open": "balance",
        "status": "invoice status",
        "currency": "currency code",
        "description": "item name",
        "quantity": "quantity",
        "unit_price": "item price",
        "note": "notes",
    }
)
HUBSPOT: Final = by_word(
    {
        "ignore": """
            associated company ids | associated company id | associated contact ids
            | associated deal ids | associated deals | associated note ids | associated notes
            | last activity date | last modified date | number of pageviews | number of sessions
            | record source | original traffic source | original source | first page seen
            | number of form submissions | last contacted | number of times contacted
            | marketing contact status | number of associated deals
            | number of associated contacts | primary associated company id
            | object last modified date time | is public
        """,
        "code": "record id",
        "organisation": "company name | name",
        "phone": "phone number",
        "mobile": "mobile phone number",
        "email": "email | additional email addresses | work email",
        "street": "street address",
        "region": "state region",
        "country": "country region",
        "website": "website url | company domain name",
        "created_on": "create date",
        "labelled_note": "contact owner | company owner | lead status | associated company",
    }
)
NINJA_CLIENTS: Final = by_word(
    {
        "ignore": "paid to date | user | assigned user | is deleted | last login",
        "name": "name | client name",
        "code": "number | client number",
        "labelled_note": "id number | industry | size | custom value | contact custom value",
        "opening_balance": "balance | client balance",
        "tax_number": "vat number | client vat number",
        "currency": "currency | client currency",
        "street": """
            billing street | billing apt suite | shipping street | shipping apt suite | street
            | apt suite
        """,
        "city": "billing city | shipping city",
        "region": "billing state province | shipping state province | state province",
        "postal_code": "billing postal code | shipping postal code",
        "country": "billing country | shipping country",
        "note": "public notes | private notes",
        "person_first_name": "first name | contact first name",
        "person_last_name": "last name | contact last name",
        "person_email": "email | contact email",
    }
)
NINJA_INVOICES: Final = by_word(
    {
        "client_name": "client | client name",
        "number": "invoice number",
        "total": "amount | invoice amount",
        "paid": "paid | paid to date | invoice paid to date",
        "open": "balance | invoice balance",
        "status": "status | invoice status",
        "date": "invoice date | date",
        "due": "due date",
        "note": "public notes | private notes",
        "description": "item product | item notes",
        "unit_price": "item cost",
        "quantity": "item quantity",
        "ignore": """
            po number | discount | partial deposit | partial due date | partial | email
            | invoice partial due date
        """,
    }
)
NINJA_PRODUCTS: Final = by_word(
    {"ignore": "user | quantity", "name": "product", "price": "price | cost", "note": "notes"}
)
QUICKBOOKS: Final = by_word(
    {
        "name": "customer full name | customer | name | display name",
        "organisation": "company name | company",
        "person": "full name",
        "phone": "phone numbers | phone number | phone | alt phone | main phone",
        "email": "email | main email | cc email",
        "address": "bill address | ship address | bill to | ship to",
        "street": "billing street | shipping street | street address | bill to | ship to",
        "city": "billing city | shipping city",
        "region": "billing state | shipping state | billing province | shipping province",
        "postal_code": "billing zip | shipping zip | billing postal code",
        "country": "billing country | shipping country",
        "opening_balance": "open balance | balance | balance total",
        "created_on": "created on | customer since",
        "code": "account no | account number",
        "ignore": "attachments | balance total | print on check as",
        "labelled_note": "job status | job title | tax code | tax item | rep",
    }
)
QUICKBOOKS_SALES: Final = by_word(
    {
        "date": "date | transaction date",
        "number": "num | no | transaction number | invoice",
        "client_name": "name | customer full name | customer",
        "note": "memo description | memo",
        "due": "due date",
        "total": "amount | total amount",
        "open": "open balance",
        "ignore": "split | posting | account | quantity | sales price | balance | term",
    }
)
XERO: Final = by_word(
    {
        "name": "contactname",
        "code": "accountnumber",
        "email": "emailaddress",
        "person_first_name": "firstname | personfirstname",
        "person_last_name": "lastname | personlastname",
        "person_email": "personemail",
        "street": "poaddressline | saaddressline | poattentionto | saattentionto",
        "city": "pocity | sacity",
        "region": "poregion | saregion",
        "postal_code": "popostalcode | sapostalcode",
        "country": "pocountry | sacountry",
        "phone": "phonenumber | ddinumber",
        "mobile": "mobilenumber",
        "fax": "faxnumber",
        "tax_number": "taxnumber",
        "discount": "discount",
        "ignore": """
            personincludeinemail | personincludeinemails | accountsreceivabletaxcodename
            | accountspayabletaxcodename | salesaccount | purchasesaccount | trackingname
            | salestrackingoption | purchasestrackingoption | brandingtheme | defaulttaxbills
            | defaulttaxsales | defaulttaxbillsname | defaulttaxsalesname | taxnumbername
            | duedatebillday | duedatebillterm
        """,
        "labelled_note": """
            skypename | bankaccountname | bankaccountnumber | bankaccountparticulars | legalname
            | companynumber | duedatesalesday | duedatesalesterm
        """,
    }
)
CHINESE: Final = by_word(
    {
        "ignore": "序号 | 行号",
        "code": "客户编码 | 客户编号 | 编码 | 往来单位编码 | 单位编码",
        "name": "客户名称 | 往来单位名称 | 单位名称 | 名称",
        "labelled_note": """
            客户简称 | 助记码 | 客户分类 | 客户类别 | 所属行业 | 所属地区 | 地区 | 专管业务员
            | 业务员 | 分管部门 | 开户银行 | 银行账号 | 法人 | 发展日期 | 停用日期 | 信用等级
            | 状态
        """,
        "person": "联系人 | 首要联系人",
        "opening_balance": "期初应收 | 期初应收款 | 应收余额 | 期初余额 | 欠款 | 应收账款期初",
        "credit_limit": "信用额度",
        "payment_term_days": "账期 | 信用期限 | 付款条件",
        "tax_number": "税号 | 纳税人识别号 | 纳税人登记号 | 统一社会信用代码",
        "discount": "扣率 | 折扣",
    }
)
OURS: Final = by_word({"note": "notes", "payment_term_days": "payment term"})
