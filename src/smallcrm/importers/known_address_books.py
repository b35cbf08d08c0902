"""What stands in the columns of address books: Google Contacts, Outlook, Thunderbird."""

from __future__ import annotations

from typing import Final

from smallcrm.importers.heading_text import by_word

GOOGLE: Final = by_word(
    {
        "ignore": """
            photo | sensitivity | priority | im type | website type | website label
            | organization type | directory server | short name | initials | photo url
        """,
        "name": "name",
        "organisation": "organization name",
        "job_title": "organization title",
        "suffix": "name suffix",
        "labelled_note": """
            name prefix | nickname | maiden name | phonetic first name | phonetic middle name
            | phonetic last name | yomi name | given name yomi | additional name yomi
            | family name yomi | organization yomi name | organization department | file as
            | organization symbol | organization location | organization job description
            | gender | location | billing information | mileage | hobby | subject
            | relation value | event value | custom field value | im value | jot value
            | external id value | occupation
        """,
        "note_label": """
            relation type | relation label | event type | event label | custom field type
            | custom field label | im service | jot type | external id type
        """,
        "email": "e mail value",
        "email_label": "e mail type | e mail label",
        "phone": "phone value",
        "phone_label": "phone type | phone label",
        "address": "address formatted",
        "address_label": "address type | address label",
        "street": "address street | address po box | address extended address",
        "city": "address city",
        "region": "address region",
        "postal_code": "address postal code",
        "country": "address country",
        "website": "website value",
        "tags": "labels | group membership",
    }
)
OUTLOOK: Final = by_word(
    {
        "ignore": """
            e mail type | e mail display name | internet free busy | directory server
            | sensitivity | priority | private | initials | 电子邮件类型 | 电子邮件显示名称
            | 电子邮件显示名 | internet 忙闲 | 目录服务器 | 敏感度 | 优先级 | 私有 | 缩写
            | e mail typ | e mail angezeigter name | internet frei gebucht | verzeichnisserver
            | vertraulichkeit | priorität | privat | initialen | type de messagerie
            | nom complet de l adresse de messagerie | disponibilité internet
            | serveur d annuaire | critère de diffusion | privé | initiales
        """,
        "first_name": "first name | 名 | vorname | prénom",
        "middle_name": "middle name | 中间名 | weitere vornamen | deuxième prénom",
        "last_name": "last name | 姓 | nachname | nom",
        "suffix": "suffix | suffixe",
        "organisation": "company | 单位 | firma | société",
        "job_title": "job title | 职务 | position",
        "labelled_note": """
            title | department | assistant s phone | assistant s name | manager s name | spouse
            | children | anniversary | profession | hobby | account | billing information
            | government id number | gender | office location | location | mileage | nickname
            | given yomi | surname yomi | company yomi | organizational id number | schools
            | keywords | user | imaddress | 英文称谓 | 中文称谓 | 部门 | 助理的电话 | 助理的姓名
            | 经理姓名 | 配偶 | 子女 | 纪念日 | 职业 | 业余爱好 | 帐户 | 记帐信息 | 身份证编号
            | 性别 | 办公地点 | 地点 | 里程 | 工作证号码 | 关键词 | 用户 | anrede | abteilung
            | telefon assistent | assistent in | name assistent | name des der vorgesetzten
            | partner | kinder | jahrestag | beruf | hobby | konto | abrechnungsinformation
            | regierungsnr | geschlecht | büro | ort | reisekilometer | organisations nr
            | stichwörter | benutzer | titre | service | téléphone de l assistant e
            | nom de l assistant e | responsable | conjoint e | enfants
            | anniversaire de mariage ou fête | sexe | emplacement | utilisateur
            | informations facturation | bureau | mots clés | passe temps | compte
        """,
        "email": """
            e mail address | 电子邮件地址 | e mail adresse | adresse de messagerie
            | adresse de courrier
        """,
        "work_phone": """
            business phone | company main phone | 商务电话 | 单位主要电话 | telefon geschäftlich
            | telefon firma | téléphone bureau | téléphone société
        """,
        "home_phone": "home phone | 住宅电话 | telefon privat | téléphone domicile",
        "mobile": "mobile phone | 移动电话 | mobiltelefon | tél mobile",
        "fax": """
            business fax | home fax | other fax | 商务传真 | 住宅传真 | 其他传真
            | fax geschäftlich | fax privat | weiteres fax | télécopie bureau
            | télécopie domicile | télécopie autre
        """,
        "phone": """
            callback | car phone | isdn | other phone | pager | primary phone | radio phone
            | tty tdd phone | telex | 回电话 | 车载电话 | 其他电话 | 寻呼机 | 主要电话
            | 无绳电话 | tty tdd 电话 | 电报 | rückmeldung | autotelefon | weiteres telefon
            | haupttelefon | telefon für hörbehinderte | rappel | téléphone voiture
            | téléphone autre | téléphone principal | récepteur de radiomessagerie
            | radio téléphone | rnis | télex
        """,
        "street": """
            business street | home street | other street | business address po box
            | home address po box | other address po box | business po box | home po box
            | other po box | 商务地址 街道 | 住宅地址 街道 | 其他地址 街道 | 商务地址 邮箱
            | 住宅地址 邮箱 | 其他地址 邮箱 | straße geschäftlich | straße privat
            | weitere straße | postfach geschäftlich | postfach privat | rue bureau
            | rue domicile | rue autre
        """,
        "city": """
            business city | home city | other city | 商务地址 市 县 | 住宅地址 市 县
            | 其他地址 市 县 | ort geschäftlich | ort privat | weiterer ort | ville bureau
            | ville domicile | ville autre
        """,
        "region": """
            business state | home state | other state | 商务地址 省 市 自治区
            | 住宅地址 省 市 自治区 | 其他地址 省 市 自治区 | region geschäftlich
            | bundesland kanton privat | region privat | weiteres r bundesland kanton
            | dép région bureau | dép région domicile | dép région autre
        """,
        "postal_code": """
            business postal code | home postal code | other postal code | 商务地址 邮政编码
            | 住宅地址 邮政编码 | 其他地址 邮政编码 | postleitzahl geschäftlich
            | postleitzahl privat | weitere postleitzahl | code postal bureau
            | code postal domicile | code postal autre
        """,
        "country": """
            business country region | home country region | other country region
            | business country | home country | other country | 商务地址 国家 地区
            | 住宅地址 国家 地区 | 其他地址 国家 地区 | land region geschäftlich
            | land region privat | weiteres e land region | pays région bureau
            | pays région domicile | pays région autre
        """,
        "website": "web page | personal web page | business web page | 网页 | webseite | page web",
        "tags": "categories | 类别 | kategorien | catégories",
        "birthday": "birthday | 生日 | geburtstag | anniversaire",
        "note": "notes | 附注 | notizen",
        "referred_by": "referred by | 引用者 | empfohlen von | recommandé par",
        "language": "language | 语言 | sprache | langue",
    }
)
THUNDERBIRD: Final = by_word(
    {
        "name": "display name | anzeigename",
        "email": """
            primary email | secondary email | primäre e mail adresse | sekundäre e mail adresse
        """,
        "work_phone": "work phone | tel dienstlich",
        "home_phone": "home phone | tel privat",
        "fax": "fax number | fax nummer",
        "phone": "pager number | pager nummer",
        "mobile": "mobile number | mobil tel nr",
        "street": """
            home address | work address | privat adresse | dienstlich adresse
        """,
        "city": "home city | work city | privat ort | dienstlich ort",
        "region": """
            home state | work state | home county | work county | privat bundesland
            | dienstlich bundesland
        """,
        "postal_code": """
            home zipcode | work zipcode | home zip | work zip | home post code | work post code
            | privat plz | dienstlich plz
        """,
        "country": "home country | work country | privat land | dienstlich land",
        "job_title": "job title | arbeitstitel",
        "organisation": "organization | organisation",
        "website": "web page | webseite",
        "born_year": "birth year | geburtsjahr",
        "born_month": "birth month | geburtsmonat",
        "born_day": "birth day | geburtstag",
        "note": "notes | notizen",
        "labelled_note": """
            nickname | screen name | department | custom | spitzname | messenger name
            | abteilung | benutzerdef
        """,
    }
)
