"""Offers, papers, reminders, promises and bookings of the designer's first clients in China."""

from __future__ import annotations

from typing import Final

from smallcrm.domain.enums import BankLineStatus, SaleStatus, WriteOffReason
from smallcrm.services.sample_acts import (
    Act,
    Agreed,
    Billed,
    Booked,
    Brought,
    Credited,
    Delivered,
    GivenUp,
    Later,
    Offer,
    Paid,
    Planned,
    Promised,
    Reminded,
    Trusted,
)

_ZHANG: Final = "张伟"
_LI: Final = "李娜"
_JAMES: Final = "James Johnson"
_ZHOU: Final = "周建华"
_WU: Final = "吴敏"
_HE: Final = "何志远"
_CHEN: Final = "陈国强"
_SHEN: Final = "沈佳怡"
_LU: Final = "陆明"
_SIGNS: Final = "婚礼季菜单与指示牌"

ACTS: Final[tuple[Act, ...]] = (
    # 画册报过三次价；官网尾款催过两次。
    Reminded(_ZHANG, 140),
    Reminded(_ZHANG, 90, note="附上合同扫描件"),
    Billed(_ZHANG, 250, ("产品手册",), external="25312000000081460377"),
    Billed(_ZHANG, 169, ("年历设计",), external="25312000000096120518"),
    Offer(
        _ZHANG,
        62,
        "六月展会画册",
        (("产品画册设计", "1", "", "10800"), ("打样", "2", "次", "260")),
        later=(
            Later(41, (("产品画册设计", "1", "", "10200"), ("打样", "2", "次", "260"))),
            Later(27, (("产品画册设计", "1", "", "9800"),)),
        ),
        note="六月展会前交货，先打样",
    ),
    # 要“一样的官网套餐”：当时的明细和价格。
    Offer(
        _JAMES,
        190,
        "官网套餐",
        (
            ("官网设计（五页）", "1", "", "9800"),
            ("在线预约", "1", "", "2800"),
            ("拍摄半天", "1", "", "1800"),
            ("域名与空间（一年）", "1", "", "1200"),
            ("培训", "6", "小时", "500"),
        ),
        valid=-160,
        taken=180,
    ),
    Paid(_JAMES, 176, "官网套餐", "6000"),
    Billed(_JAMES, 175, ("官网套餐",)),
    Paid(_JAMES, 152, "官网套餐"),
    Agreed(_JAMES, 60, "网站维护协议", -123, "1800", "网站维护（半年）"),
    # 上周的报价，想请再发一遍。
    Offer(
        _LI,
        9,
        "中秋茶礼盒",
        (("茶礼盒包装", "2", "款", "5200"), ("打样", "2", "次", "260")),
        valid=5,
        discount="3",
    ),
    Billed(_LI, 315, ("茶礼盒包装三款",)),
    Billed(_ZHOU, 97, ("招生画册尾款",)),
    Reminded(_ZHOU, 45),
    Promised(_ZHOU, 40, 22, title="招生画册尾款", note="财务在走流程"),
    Trusted(_ZHOU, 1, hold="尾款未付，先不接新单"),
    Planned(_WU, 56, "标志设计", (26, -4, -34)),
    Reminded(_WU, 12, "message"),
    Promised(_HE, 6, -1, title="目录设计", note="“下周一付”"),
    GivenUp(_HE, 4, "目录设计", "0.5", WriteOffReason.ROUNDING, "抹零"),
    Agreed(_CHEN, 347, "全年设计服务", -18, "36000", "目录加页"),
    Trusted(_CHEN, 1, limit="20000"),
    Offer(
        _CHEN,
        14,
        "产品目录英文版",
        (("产品画册设计", "1", "", "9200"), ("打样", "1", "次", "260")),
        valid=2,
    ),
    # 订了一部分，付了预付款，交了一部分。
    Offer(
        _LU,
        30,
        _SIGNS,
        (("菜单设计", "2", "", "1600"), ("门头招牌", "1", "", "3800")),
        valid=0,
        taken=14,
        status=SaleStatus.ORDERED,
    ),
    Billed(_LU, 13, (_SIGNS,), "2000"),
    Paid(_LU, 8, _SIGNS, "2000", "wechat_pay"),
    Delivered(_LU, 3, _SIGNS, {"菜单设计": "1"}, "招牌六月安装"),
    Billed(_SHEN, 398, ("演出节目单",)),
    Credited(_SHEN, 360, "少印一百份", "200"),
    Billed(_SHEN, 38, ("音乐会海报",)),
    Credited(_SHEN, 12, "抬头写错", rebill=True),
    Billed(_SHEN, 2, ("音乐会海报",), out=False),
    Offer(
        _SHEN,
        80,
        "新年音乐会海报",
        (("展会海报印刷", "1", "", "2500"), ("修图", "2", "小时", "300")),
        valid=-50,
    ),
    Offer("孙晓梅", 20, "酒标三款", (("标志设计", "1", "", "5600"),), valid=10),
    Offer(
        "宋立新",
        60,
        "纸样手册",
        (("产品画册设计", "1", "", "9200"),),
        valid=-30,
        declined=(41, "今年没有预算"),
    ),
    Brought("王丽", 640, "-300", "旧账转入"),
    Brought("陈国强", 640, "260", "旧账转入"),
    Paid("陈国强", 600, "旧账转入"),
    # 银行流水：待核对的进账。
    Booked(_ZHOU, 6, "5000", "南京博远教育", "{number} 部分款", "招生画册尾款"),
    Booked(_HE, 2, "6199.50", "嘉兴锦程印务", "目录设计 {number}", "目录设计"),
    Booked(_CHEN, 2, "3300", "宁波恒信五金有限公司", "货款"),
    Booked(_WU, 1, "2000", "吴敏", "转账"),
    Booked(_LU, 1, "-860", "宋记纸品", "纸款"),
    Booked(_LU, 4, "-15", "", "账户管理费", status=BankLineStatus.IGNORED),
    Booked(_LU, 8, "2000", "江景酒店", "预付", status=BankLineStatus.SETTLED),
)
