"""Words in cells: names, phone numbers, e-mail addresses, levels, tags, statuses, kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from smallcrm.domain.enums import ClientKind, Level, Lifecycle, SaleStatus
from smallcrm.domain.records import EmailText, PhoneText
from smallcrm.importers.values import wide_to_plain

_SHORTEST: Final = 6  # digits; fewer beside a slash or comma are an area code or an extension
_LONGEST: Final = 1000  # characters; a longer cell is no list of numbers
# No pattern here begins with `\s*`: over a long row of spaces that takes for ever.
_STRONG: Final = re.compile(r"[;；、\n|]|:::|或|\bor\b", re.IGNORECASE)
_WEAK: Final = re.compile(r"[/,，／]")
_ONE_NUMBER: Final = re.compile(r"\+?\d[\d .()-]{4,20}", re.ASCII)  # the usual cell
_EXTENSION: Final = re.compile(
    r"[;,\s]*(?:ext(?:ension)?\b\.?=?|转|轉|分机|分機|内线|#|x(?=\s*\d)|dw\b|durchwahl\b)",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"([^\W\d][^\d+(:：]{0,15}?)\.?\s*[:：]\s*(?=[\d+(])")
# The space before a label that follows a number: `Phone:555 0100 Mobile:555 0101`.
_NEXT_LABEL: Final = re.compile(r"(?<=\d)\s(?=[^\W\d_]{2,12}\.?[:：]\s?[\d+(])")
_NOTHING: Final = frozenset(
    {"", "-", "--", "—", "/", "n/a", "na", "none", "null", "无", "没有", "暂无"}
)
_PHONE_LABELS: Final[dict[str, str]] = {
    "mobile": "mobile", "cell": "mobile", "m": "mobile", "手机": "mobile", "移动": "mobile",
    "work": "work", "office": "work", "w": "work", "o": "work", "business": "work",
    "办公": "work", "座机": "work", "公司": "work", "单位": "work", "固话": "work", "办": "work",
    "home": "home", "h": "home", "家": "home", "家庭": "home", "宅": "home", "住宅": "home",
    "fax": "fax", "f": "fax", "传真": "fax",
    "tel": "", "t": "", "phone": "", "p": "", "电话": "", "telephone": "", "other": "",
    "其他": "", "main": "", "primary": "",
}  # fmt: skip


def label_of(text: str) -> str:
    """Return a label as the program knows it (`* Work` is `work`), else as the owner wrote it."""
    said = text.strip().removeprefix("*").strip()
    word = said.casefold()
    if "fax" in word or "传真" in word:
        return "fax"
    return _PHONE_LABELS.get(word, said)


def phones(cell: str, label: str = "") -> Iterator[PhoneText]:
    """Take the phone numbers of a cell apart, each as typed; an extension stays with its number."""
    if not cell:
        return
    if _ONE_NUMBER.fullmatch(cell):
        yield PhoneText(cell, label)
        return
    for piece in _numbers(cell):
        number, own = piece, label
        if found := _LABELLED.match(piece):
            own = _PHONE_LABELS.get(found[1].strip().lower(), found[1].strip()) or label
            number = piece[found.end() :].strip()
        if number.lower() not in _NOTHING:
            yield PhoneText(number, own)


def _numbers(cell: str) -> list[str]:
    whole: list[str] = []
    if len(cell) > _LONGEST:
        return [cell]
    for strong in map(str.strip, _STRONG.split(_NEXT_LABEL.sub("\n", cell))):
        if whole and _EXTENSION.match(strong):
            whole[-1] = f"{whole[-1]} {strong}"
            continue
        parts = _WEAK.split(strong)
        separators = _WEAK.findall(strong)
        number = parts[0]
        for separator, part in zip(separators, parts[1:], strict=True):
            enough = min(_digits(number), _digits(part)) >= _SHORTEST
            if enough and not _EXTENSION.match(part.lstrip()):
                whole.append(number)
                number = part
            else:
                number += separator + part
        whole.append(number)
    return [number for piece in whole if (number := piece.strip(" ,，/"))]


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


_ADDRESS: Final = re.compile(r"[^\s<>,;:，；、|()\"/\[\]]{1,64}@[^\s<>,;，；、|()\"/\[\]]{1,255}")


def emails(cell: str, label: str = "") -> Iterator[EmailText]:
    """Take the e-mail addresses out of a cell (`Ann <ann@x.org>; bo@y.org`).

    A cell without any is kept as it stands, for the owner to see.
    """
    found = _ADDRESS.findall(cell) if "@" in cell else []
    if found:
        for address in found:
            yield EmailText(address.removeprefix("mailto:").rstrip("."), label)
    elif cell.strip().lower() not in _NOTHING:
        yield EmailText(cell.strip(), label)


_TAG_BREAK: Final = re.compile(r"[,;，；、|\n]|:::")


def tags(cell: str) -> tuple[str, ...]:
    """Take the tags of a cell apart; the groups that address books make by themselves are left."""
    if cell.isalnum():
        return (cell,)
    tags_of = (part.strip().removeprefix("* ").strip() for part in _TAG_BREAK.split(cell))
    return tuple(dict.fromkeys(tag for tag in tags_of if tag and tag.lower() != "mycontacts"))


_YES: Final = frozenset({"yes", "y", "true", "1", "x", "✓", "是", "有", "√", "对"})
_SAYS_NO: Final = frozenset({"no", "n", "false", "0", "否", "不是"})
_LEVELS: Final[dict[str, Level]] = {
    **dict.fromkeys(
        (
            "vip",
            "贵宾",
            "贵宾客户",
            "vip客户",
            "platinum",
            "diamond",
            "钻石",
            "白金",
            "至尊",
            "vvip",
        ),
        Level.VIP,
    ),
    **dict.fromkeys(
        (
            *("preferred", "优先", "重要", "优先客户", "重要客户", "重点", "重点客户", "important"),
            *("key", "key account", "gold", "high", "金牌", "優先", "重點", "优质", "优质客户"),
        ),
        Level.PREFERRED,
    ),
    **dict.fromkeys(
        (
            "standard",
            "普通",
            "普通客户",
            "标准",
            "一般",
            "normal",
            "regular",
            "basic",
            "一般客户",
            "標準",
        ),
        Level.STANDARD,
    ),
}


def level(cell: str, heading: str = "") -> Level | None:
    """Recognise a level, or a yes under a heading that names one; None: no level that we know."""
    word = wide_to_plain(cell).lower()
    if word in _YES:
        return Level.VIP if "vip" in heading.lower() else Level.PREFERRED
    return Level.STANDARD if word in _NO else _LEVELS.get(word)


_LIFECYCLES: Final[dict[str, Lifecycle]] = {
    **{stage.value: stage for stage in Lifecycle},
    **dict.fromkeys(("线索", "潜在", "潜在客户", "意向"), Lifecycle.LEAD),
    **dict.fromkeys(("意向客户", "跟进中", "opportunity"), Lifecycle.PROSPECT),
    **dict.fromkeys(
        ("活跃", "合作中", "成交", "成交客户", "正式客户", "customer", "client"), Lifecycle.ACTIVE
    ),
    **dict.fromkeys(("不活跃", "流失", "停用", "沉睡", "former", "lost"), Lifecycle.INACTIVE),
    **dict.fromkeys(("归档", "已归档", "closed"), Lifecycle.ARCHIVED),
}


def lifecycle(cell: str) -> Lifecycle | None:
    """Recognise how far the relation with a client has come; None: a word that we do not know."""
    return _LIFECYCLES.get(wide_to_plain(cell).lower())


_KINDS: Final[dict[str, ClientKind]] = {
    **{kind.value: kind for kind in ClientKind},
    **dict.fromkeys(("individual", "private", "个人", "个人客户", "自然人"), ClientKind.PERSON),
    **dict.fromkeys(
        ("organization", "company", "business", "公司", "企业", "单位", "企业客户", "组织", "机构"),
        ClientKind.ORGANISATION,
    ),
    **dict.fromkeys(("合作伙伴", "伙伴", "合作方", "affiliate", "渠道"), ClientKind.PARTNER),
}
_FIRM: Final = re.compile(
    r"(?:公司|集团|事务所|工作室|研究院|株式会社)$"
    r"|\b(?:Ltd|Limited|Inc|LLC|GmbH|Corp|Corporation|PLC|S\.?A\.?R\.?L|Pty|B\.?V|s\.r\.o)\.?$",
    re.IGNORECASE,
)


def kind(cell: str) -> ClientKind | None:
    """Recognise what a client is; None: a word that we do not know."""
    return _KINDS.get(wide_to_plain(cell).lower())


def is_firm(name: str) -> bool:
    """Tell whether a name ends as only the names of firms do."""
    return _FIRM.search(name) is not None


_STATUSES: Final[dict[str, SaleStatus]] = {
    **{status.value: status for status in SaleStatus},
    **dict.fromkeys(
        (
            *("open", "draft", "pending", "processing", "new", "confirmed", "待发货", "已下单"),
            *("已确认", "待处理", "处理中", "未发货", "已订"),
        ),
        SaleStatus.ORDERED,
    ),
    **dict.fromkeys(
        (
            *("shipped", "sent", "unpaid", "overdue", "partial", "partly paid", "viewed", "billed"),
            *(
                "invoiced",
                "paid",
                "已发货",
                "已交付",
                "已送达",
                "未付款",
                "未付",
                "已开票",
                "已付款",
            ),
            *("已付", "部分付款", "逾期", "已收款"),
        ),
        SaleStatus.DELIVERED,
    ),
    **dict.fromkeys(
        ("complete", "completed", "done", "已完成", "完成", "已关闭"), SaleStatus.CLOSED
    ),
    **dict.fromkeys(
        ("canceled", "void", "voided", "reversed", "已取消", "取消", "作废", "已作废"),
        SaleStatus.CANCELLED,
    ),
}
_PAID: Final = frozenset({"paid", "已付款", "已付", "已收款"})


def sale_status(cell: str) -> SaleStatus | None:
    """Recognise where a sale stands; None: a word that we do not know."""
    return _STATUSES.get(wide_to_plain(cell).lower())


def says_paid(cell: str) -> bool:
    """Tell whether a status says that nothing is open any more."""
    return wide_to_plain(cell).lower() in _PAID


_NOT_SOLD: Final = re.compile(
    r"pay|credit|refund|deposit|bill\b|expense|cheque|check|journal|transfer|estimate|quot"
    r"|statement|purchase|收款|付款|退款|贷项|红字|采购|报价|费用|转账",
    re.IGNORECASE,
)
_PAID_AT_ONCE: Final = re.compile(r"sales? receipt|cash sale|现销", re.IGNORECASE)


def is_sale(kind: str) -> bool:
    """Tell whether a document of this type sells something (and is no payment, or an offer)."""
    return _NOT_SOLD.search(kind) is None


def is_paid_at_once(kind: str) -> bool:
    """Tell whether a document of this type is paid when it is written."""
    return _PAID_AT_ONCE.search(kind) is not None


_TERM: Final = re.compile(r"\D{0,12}?(\d{1,3})\s*(?:days?|d|天|日|tage)?\D{0,8}", re.IGNORECASE)
_AT_ONCE: Final = frozenset(
    {
        "due on receipt",
        "on receipt",
        "immediate",
        "cash",
        "cod",
        "prepaid",
        "现结",
        "现款",
        "货到付款",
    }
)


_NO: Final = frozenset({"no", "n", "false", "0", "inactive", "nein", "否", "停售", "停用", "不"})


def yes_or_no(cell: str) -> bool:
    """Read a truth value; what does not say no says yes."""
    return wide_to_plain(cell).casefold() not in _SAYS_NO


def payment_term(cell: str) -> int | None:
    """Read a payment term in days (`30`, `Net 30`, `月结30天`); None: not to be read as days."""
    word = wide_to_plain(cell).lower()
    if word in _AT_ONCE:
        return 0
    found = _TERM.fullmatch(word)
    return int(found[1]) if found and "%" not in word else None


def _cjk(text: str) -> bool:
    return bool(text) and all("\u2e80" <= character <= "\u9fff" for character in text)


def full_name(first: str, last: str, middle: str = "") -> str:
    """Join a name: family name first and without a space where both are Chinese characters."""
    if _cjk(first) and _cjk(last):
        return last + first
    return " ".join(part for part in (first, middle, last) if part)
