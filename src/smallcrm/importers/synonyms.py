"""Which words stand over a column for which field, in English, Chinese, some German; a list.

Words are compared without case, spaces and punctuation. The order of the fields is the order in
which they are documented; the first kind that a heading fits is decided in `headings`.
"""

from __future__ import annotations

from typing import Final

from smallcrm.domain.records import RecordKind

_CLIENT_CODE: Final = """
    customer id | client id | customer no | customer number | client no | client number
    | customer code | client code | account no | account number | account id | customer ref
    | kundennr | kunden nr | numéro client
    | cust id | cust no | customer # | client # | debtor no | kundennummer
    | 客户编号 | 客户编码 | 客户代码 | 客户号 | 会员号 | 会员编号 | 客户id | 顧客番号 | 客戶編號
"""
_CLIENT_NAME: Final = """
    kunde | kundenname | client | customer | client name | customer name | bill to | billed to
    | payer | paid by
    | received from | buyer | debtor | sold to | account name
    | 客户 | 客户名称 | 客户姓名 | 客户名 | 付款人 | 付款方 | 购买人 | 购方名称 | 购货单位
    | 往来单位
    | 客戶 | 客戶名稱 | 顧客名
"""
_FIRST_NAME: Final = "first name | given name | forename | firstname | vorname | prénom | 名字 | 名"
_LAST_NAME: Final = "last name | family name | surname | lastname | nachname | nom | 姓 | 姓氏"
_COMPANY: Final = """
    company | company name | organisation | organization | organisation name | organization name
    | organization 1 name | business | business name | firm | employer | firma | société
    | entreprise | unternehmen
    | 公司 | 公司名称 | 单位 | 单位名称 | 工作单位 | 企业 | 企业名称 | 所属公司 | 会社名 | 公司名稱
    | 單位
"""
_CURRENCY: Final = (
    "currency | currency code | cur | ccy | währung | devise | 币种 | 货币 | 幣別 | 通貨"
)
_NOTE: Final = """
    notiz | notizen | bemerkung | bemerkungen | anmerkung | remarque | remarques
    | note | notes | comment | comments | remark | remarks | memo | pinned note | recent notes
    | internal notes | private notes | 备注 | 说明 | 附注 | 备忘 | 注释 | 備註 | 備考
"""

_ROLE: Final = """
    job title | role | position | function | occupation | 职务 | 职位 | 岗位 | 头衔 | 職稱 | 役職
    | beruf | funktion | fonction
"""
_PERSON: Final = """
    contact | contact name | contact person | primary contact | main contact | person to talk to
    | 联系人 | 联系人姓名 | 主要联系人 | 首要联系人 | 业务联系人 | 聯絡人 | 担当者 | ansprechpartner
    | kontaktperson | interlocuteur
"""

_CLIENTS: Final[dict[str, str]] = {
    "name": """
        name | full name | display name | 姓名 | 名称 | 全名 | 名前 | 氏名 | 名稱 | anzeigename |
    """
    + _CLIENT_NAME,
    "first_name": _FIRST_NAME,
    "middle_name": "middle name | additional name | 中间名 | weitere vornamen",
    "last_name": _LAST_NAME,
    "suffix": "suffix | name suffix | generational suffix",
    "organisation": _COMPANY,
    "kind": "kind | client kind | client type | customer type | 客户类型 | 类型",
    "code": "code | id | " + _CLIENT_CODE + " | 编号 | 编码 | 代码 | 序号编码",
    "phone": """
        telefon | telefonnummer | téléphone | tel nr
        |         phone | phones | phone number | phone numbers | telephone | tel | phone no
        | main phone
        | primary phone | other phone | phone 1 value | phone 2 value | phone 3 value
        | telephone number | contact number | company main phone
        | 电话 | 联系电话 | 电话号码 | 联系方式 | 號碼 | 電話 | 電話番号
    """,
    "mobile": """
        mobil | mobiltelefon | handynummer | portable | tél mobile
        |         mobile | mobile phone | cell | cell phone | mobile number | mobile no
        | handphone | handy
        | 手机 | 手机号 | 手机号码 | 移动电话 | 手機 | 携帯電話 | 携帯
    """,
    "work_phone": """
        work phone | business phone | office phone | office | direct line | phone work
        | 办公电话 | 公司电话 | 单位电话 | 座机 | 固定电话 | 固话 | 办公室电话
    """,
    "home_phone": "home phone | phone home | 家庭电话 | 住宅电话 | 宅电",
    "fax": """
        telefax | faxnummer | télécopie
        |         fax | fax number | business fax | work fax | home fax | fax no | 传真 | 传真号码
        | 傳真
    """,
    "email": """
        e mail adresse | courriel | adresse e mail
        |         email | emails | e mail | e mails | email address | e mail address | mail
        | e mail 1 value
        | e mail 2 value | e mail 3 value | primary email | main email
        | 邮箱 | 电子邮箱 | 电子邮件 | 邮件 | 邮件地址 | 电邮 | 郵箱 | 電子郵件 | メール
        | メールアドレス
    """,
    "work_email": "work email | business email | email work | 工作邮箱 | 公司邮箱",
    "home_email": "home email | personal email | email home | 个人邮箱 | 私人邮箱",
    "address": """
        adresse | anschrift | postanschrift
        |         address | full address | postal address | billing address | mailing address
        | address 1 formatted | home address | business address | addresses
        | 地址 | 通讯地址 | 联系地址 | 详细地址 | 公司地址 | 收货地址 | 邮寄地址 | 住址 | 住所
    """,
    "street": """
        straße | strasse | straße und hausnummer | rue
        |         street | street address | address line | address line 1 | street 1
        | business street
        | home street | mailing street | billing street | address 1 street | bill addr line
        | 街道 | 街道地址
    """,
    "city": """
        ort | stadt | wohnort | ville
        |         city | town | locality | business city | home city | billing city | mailing city
        | address 1 city | 城市 | 市 | 所在城市
    """,
    "region": """
        bundesland | kanton | région | département
        |         state | region | province | county | state province | business state | home state
        | billing state | mailing state | address 1 region | 省 | 省份 | 省市 | 州 | 地区
    """,
    "postal_code": """
        postleitzahl | code postal
        |         postal code | postcode | post code | zip | zip code | plz | business postal code
        | home postal code | billing postal code | mailing zip | billing zip
        | address 1 postal code | 邮编 | 邮政编码 | 郵編 | 郵遞區號 | 郵便番号
    """,
    "country": """
        land | pays
        |         country | country region | business country region | home country region
        | billing country | mailing country | address 1 country | 国家 | 国家地区 | 國家 | 国
    """,
    "wechat": "wechat | wechat id | weixin | 微信 | 微信号 | 微信號",
    "qq": "qq | qq number | qq号 | qq号码",
    "whatsapp": "whatsapp | whatsapp number",
    "website": """
        webseite | internetseite | site web
        |         web page 1 | personal web page | website | web site | web page | web | url
        | homepage
        | website value | 网站 | 网页
        | 网址 | 主页
    """,
    "level": """
        level | client level | customer level | status level | preferred status | preferred | vip
        | tier | priority | customer grade | 客户级别 | 级别 | 等级 | 客户等级 | 会员等级 | 會員等級
    """,
    "lifecycle": "lifecycle | stage | lifecycle stage | 客户状态 | 客户阶段 | 阶段",
    "tags": """
        schlagwörter | kategorien | kategorie | étiquettes
        |         tags | tag | labels | group | groups | group membership | categories | category
        | 标签 | 分组 | 客户分组 | 標籤
    """,
    "note": _NOTE,
    "referred_by": """
        empfohlen von | recommandé par
        |         referred by | referrer | referral | introduced by | recommended by | sent by
        | referred by client | 介绍人 | 推荐人 | 来源介绍 | 引荐人 | 转介绍人 | 介紹人 | 紹介者
    """,
    "source": "herkunft | source | lead source | how did you hear | 来源 | 客户来源 | 來源",
    "language": "sprache | langue | language | preferred language | 语言",
    "currency": _CURRENCY,
    "payment_term_days": """
        zahlungsziel | zahlungsbedingungen | délai de paiement
        |         payment term | payment terms | terms | payment term days | net days | payment days
        | 账期 | 付款期限 | 账期天数 | 信用期
    """,
    "birthday": """
        geburtstag | geburtsdatum | date de naissance
        | birthday | birth date | date of birth | dob | 生日 | 出生日期 | 誕生日
    """,
    "tax_number": """
        ust id | ust idnr | ust id nr | umsatzsteuer id | steuernummer | numéro de tva
        |         tax number | tax id | vat number | vat id | vat | tax no | tax reg no | vat no
        | 税号 | 纳税人识别号 | 统一社会信用代码 | 稅號
    """,
    "opening_balance": """
        saldo | offener betrag | offener saldo | solde | 期初应收款 | 期初欠款 | 应收账款 | 累计应收
        |         opening balance | balance | open balance | balance due | balance total | owes
        | owed
        | amount owed | outstanding | outstanding balance | receivable | accounts receivable
        | 欠款 | 期初应收 | 余额 | 期初余额 | 应收 | 应收款 | 应收余额 | 欠款金额 | 欠款余额 | 尚欠
    """,
    "created_on": """
        kunde seit | angelegt am | erstellt am | client depuis
        |         created | created on | created at | date created | date added | client since
        | customer since | since | 创建日期 | 建档日期 | 登记日期 | 录入日期 | 创建时间
    """,
    "discount": """
        discount | discount percent | client discount | customer discount | rabatt | 折扣 | 折扣率
        | 客户折扣
    """,
    "credit_limit": """
        credit limit | credit line | kreditlimit | 信用额度 | 授信额度 | 信控额度 | 信用限额
    """,
    "confirmed_on": """
        details confirmed on | confirmed on | last confirmed | 资料确认日期 | 确认日期
    """,
    "job_title": _ROLE,
    "person": _PERSON,
    "person_first_name": "contact first name | person first name | primary contact first name",
    "person_last_name": "contact last name | person last name | primary contact last name",
    "person_role": """
        contact role | contact title | contact position | contact job title | 联系人职务
        | 联系人职位
    """,
    "person_phone": "contact phone | contact telephone | contact direct line | 联系人电话",
    "person_mobile": """
        contact mobile | contact mobile phone | contact cell | 联系人手机 | 联系人手机号
    """,
    "person_email": "contact email | person email | contact e mail address | 联系人邮箱",
    "phone_label": "phone label | phone type | 电话标签 | 电话类型",
    "email_label": "e mail label | email label | e mail type | email type | 邮箱标签 | 邮箱类型",
    "address_label": "address label | address type | 地址标签 | 地址类型",
    "note_label": "custom field label | custom field type | relation label | relation type",
    "labelled_note": "custom field value | relation value | event value",
    "born_year": "birth year",
    "born_month": "birth month",
    "born_day": "day of birth",
}

_SALES: Final[dict[str, str]] = {
    "number": """
        rechnungsnummer | rechnungsnr | rechnung nr | belegnummer | auftragsnummer
        | numéro de facture
        |         invoice | invoice id | invoice no | invoice number | invoice # | order | order id
        | order no | order number | order # | sale id | sale no | sale number | external number
        | document number | doc no | number | no | num | id | bill no | receipt no | sale
        | 单号 | 订单号 | 订单编号 | 销售单号 | 发票号 | 发票号码 | 编号 | 票号 | 單號 | 訂單號
        | 注文番号
    """,
    "client_code": _CLIENT_CODE,
    "client_name": "name | full name | 姓名 | 名称 | " + _CLIENT_NAME,
    "first_name": _FIRST_NAME,
    "last_name": _LAST_NAME,
    "organisation": _COMPANY,
    "title": """
        title | subject | sale title | order title | what | job | project | 标题 | 项目 | 事项
        | 摘要
        | 订单名称 | 主题
    """,
    "date": """
        datum | rechnungsdatum | belegdatum | auftragsdatum | date de facture
        |         date | invoice date | order date | sale date | sold on | transaction date | on
        | billed on
        | 日期 | 订单日期 | 销售日期 | 开票日期 | 下单日期 | 单据日期 | 下单时间 | 日付
    """,
    "due": """
        fällig | fällig am | fälligkeit | fälligkeitsdatum | échéance
        |         due | due date | due on | payment due | pay by
        | 到期日 | 到期日期 | 付款到期日 | 应付日期 | 应收日期 | 付款期限 | 约定付款日
    """,
    "total": """
        betrag | gesamtbetrag | gesamt | summe | rechnungsbetrag | brutto | montant
        |         total | amount | invoice total | order total | invoice amount | order amount
        | grand total
        | total amount | sum | price | value | sale amount | total price
        | 金额 | 合计 | 总额 | 总金额 | 总价 | 订单金额 | 销售金额 | 应收金额 | 价税合计 | 合计金额
        | 金額
    """,
    "paid": """
        bezahlt | payé
        |         paid | amount paid | paid amount | received | amount received | paid so far
        | 已付 | 已收 | 已付金额 | 已收金额 | 实收 | 已收款 | 已付款 | 实收金额
    """,
    "open": """
        offen | offener betrag | restbetrag | restant dû
        |         open | balance | open balance | balance due | amount due | outstanding | unpaid
        | owed
        | 欠款 | 未付 | 未收 | 余额 | 未付金额 | 未收金额 | 尚欠
    """,
    "status": "status | order status | sale status | 状态 | 订单状态 | 销售状态",
    "type": "transaction type | document type | doc type | voucher type | 单据类型 | 业务类型",
    "currency": _CURRENCY,
    "note": _NOTE,
    "description": """
        description | item | product | product name | item name | line item | track | article
        | product service | 品名 | 商品 | 商品名称 | 产品 | 产品名称 | 货物名称 | 描述 | 项目名称
    """,
    "quantity": "quantity | qty | count | units | 数量 | 件数 | 數量",
    "unit_price": "unit price | rate | price each | item price | sales price | 单价 | 單價 | 単価",
}

_PAYMENTS: Final[dict[str, str]] = {
    "reference": """
        reference | ref | reference no | reference number | payment id | payment no
        | payment number | payment ref | payment reference | transaction id | transaction no
        | receipt no | receipt number | cheque no | check no | check number
        | 参考号 | 流水号 | 交易号 | 收款单号 | 付款单号 | 交易流水号 | 凭证号 | 收据号 | 參考號
    """,
    "client_code": _CLIENT_CODE,
    "client_name": "name | full name | 姓名 | 名称 | " + _CLIENT_NAME,
    "first_name": _FIRST_NAME,
    "last_name": _LAST_NAME,
    "organisation": _COMPANY,
    "amount": """
        betrag | zahlungsbetrag | gezahlt | montant
        |         amount | payment | payment amount | amount paid | paid amount | amount received
        | received
        | paid | total | sum | value | credit
        | 金额 | 收款金额 | 付款金额 | 实收金额 | 到账金额 | 收款 | 付款 | 实收 | 已收 | 已付 | 合计
        | 金額
    """,
    "date": """
        datum | zahlungsdatum | bezahlt am | eingang am | date de paiement
        |         date | payment date | paid on | date paid | received on | date received
        | transaction date
        | on | value date | 日期 | 收款日期 | 付款日期 | 到账日期 | 交易日期 | 交易时间 | 付款时间
    """,
    "method": """
        zahlungsart | zahlungsweise | mode de paiement
        |         method | payment method | paid with | payment type | pay method | means | mode
        | 付款方式 | 收款方式 | 支付方式 | 方式 | 结算方式
    """,
    "sale_number": """
        rechnungsnummer | rechnungsnr | rechnung | facture
        |         invoice | invoice id | invoice no | invoice number | invoice # | order | order id
        | order no | order number | sale | sale no | sale number | sales | applied to | for invoice
        | invoices | 单号 | 订单号 | 订单编号 | 发票号 | 发票号码 | 销售单号 | 对应单号
    """,
    "currency": _CURRENCY,
    "note": _NOTE + " | description | 摘要",
}

_PRODUCTS: Final[dict[str, str]] = {
    "code": """
        code | product code | product no | product number | product id | item code | item no
        | item number | article no | article number | article code | sku | part no | part number
        | id | number | no | artikelnummer | artikelnr | artikel nr | art nr | produktnummer
        | bestellnummer | nummer | 货号 | 产品编号 | 产品编码 | 产品代码 | 商品编号 | 商品编码
        | 编号 | 编码 | 代码 | 貨號 | 商品番号 | 品番
    """,
    "name": """
        name | product | product name | item | item name | article | article name | description
        | title | service | product service | bezeichnung | artikel | artikelbezeichnung
        | artikelname | produkt | produktname | produktbezeichnung | leistung | beschreibung
        | 产品 | 产品名称 | 产品名 | 商品 | 商品名称 | 商品名 | 品名 | 名称
        | 货品名称 | 货物名称 | 服务名称 | 項目 | 產品名稱 | 名稱
    """,
    "unit": """
        unit | units | uom | unit of measure | measure | einheit | mengeneinheit | 单位 | 计量单位
        | 單位 | 単位
    """,
    "price": """
        price | unit price | list price | sales price | sale price | selling price | net price
        | retail price | price each | price in | preis | einzelpreis | listenpreis | verkaufspreis
        | nettopreis | stückpreis | preis in
        | 单价 | 价格 | 售价 | 销售价 | 标价 | 零售价 | 單價 | 価格 | 単価
    """,
    "currency": _CURRENCY + " | währung",
    "tax": """
        tax | tax rate | tax percent | vat | vat rate | vat percent | gst | sales tax | mwst | ust
        | mwst satz | ust satz | steuersatz | steuer | mehrwertsteuer | umsatzsteuer | 税率
        | 增值税率 | 稅率 | 税点
    """,
    "tax_category": "tax category | vat category | steuerkategorie | 税务类别",
    "tax_reason": "tax reason | reason without tax | befreiungsgrund | 免税原因",
    "active": "active | for sale | aktiv | 在售 | 启用 | 是否在售",
    "note": _NOTE + " | bemerkung | notiz",
}

_REFERRALS: Final[dict[str, str]] = {
    "referrer_code": """
        referrer code | referrer id | counterpart code | partner code | referred by code
        | 介绍人编号 | 介绍人编码 | 推荐人编号 | 推荐人编码
    """,
    "referrer_name": """
        referrer | referred by | referrer name | introduced by | recommended by | sent by
        | referred by client | counterpart | partner | from | empfohlen von | empfehler
        | 介绍人 | 推荐人 | 引荐人 | 转介绍人 | 介紹人 | 推薦人 | 合作伙伴 | 接收方 | 紹介者
    """,
    "client_code": _CLIENT_CODE + " | referred client code | 被介绍人编号 | 被推荐人编号",
    "client_name": """
        referred client | referred | referral | referred person | sent client | new client | to
        | name | full name | empfohlen | 被介绍人 | 被介绍客户 | 被推荐人 | 被推荐客户 | 新客户
        | 姓名 | 名称 | 被介紹人 | 被推薦人 |
    """
    + _CLIENT_NAME,
    "date": """
        date | referred on | referral date | date referred | on | sent on | datum
        | 日期 | 介绍日期 | 推荐日期 | 介绍时间 | 推荐时间
    """,
    "what_for": """
        what for | for what | purpose | subject | wofür | 事由 | 事项 | 介绍事由 | 介绍事项 | 需求
    """,
    "outcome": "outcome | result | status | ergebnis | 结果 | 状态 | 是否成交 | 成交情况",
    "direction": "direction | richtung | 方向",
    "commission": "commission | commission amount | provision | 佣金 | 佣金金额",
    "currency": _CURRENCY,
}

_PEOPLE: Final[dict[str, str]] = {
    "client_code": _CLIENT_CODE,
    "client_name": _CLIENT_NAME + " | works at | 所属客户 | " + _COMPANY,
    "name": "name | full name | person | 姓名 | 名称 | " + _PERSON,
    "first_name": _FIRST_NAME,
    "last_name": _LAST_NAME,
    "role": "contact role | title | department | 部门 | 联系人职务 | " + _ROLE,
    "phone": """
        phone | phones | phone number | telephone | tel | mobile | mobile phone | cell | work phone
        | contact phone | direct line | 电话 | 联系电话 | 手机 | 手机号 | 联系人电话 | 联系人手机
        | 电话号码 | 联系方式 | 電話 | telefon | mobil
    """,
    "email": """
        email | e mail | email address | e mail address | mail | contact email | 邮箱 | 电子邮箱
        | 电子邮件 | 联系人邮箱 | 邮件
    """,
}

_NOTES: Final[dict[str, str]] = {
    "client_code": _CLIENT_CODE,
    "client_name": "name | full name | 姓名 | 名称 | " + _CLIENT_NAME + " | " + _COMPANY,
    "text": """
        text | note text | body | content | entry | 内容 | 记录 | 备注内容 | 跟进记录 | 跟进内容 |
    """
    + _NOTE,
    "date": """
        date | created | created on | created at | written on | on | when | note date | timestamp
        | activity date | 日期 | 时间 | 记录时间 | 创建时间 | 跟进时间 | 跟进日期 | 创建日期
    """,
    "pinned": "pinned | pin | sticky | 置顶 | 是否置顶",
}

# The lines of sales that are in the file, or in a list beside this one.
_SALE_LINES: Final[dict[str, str]] = {
    name: _SALES[name] for name in ("number", "description", "quantity", "unit_price")
}

SYNONYMS: Final[dict[RecordKind, dict[str, tuple[str, ...]]]] = {
    kind: {
        name: tuple(word.strip() for word in words.split("|") if word.strip())
        for name, words in fields.items()
    }
    for kind, fields in (
        (RecordKind.CLIENTS, _CLIENTS),
        (RecordKind.SALES, _SALES),
        (RecordKind.PAYMENTS, _PAYMENTS),
        (RecordKind.PRODUCTS, _PRODUCTS),
        (RecordKind.REFERRALS, _REFERRALS),
        (RecordKind.PEOPLE, _PEOPLE),
        (RecordKind.NOTES, _NOTES),
        (RecordKind.SALE_LINES, _SALE_LINES),
    )
}
