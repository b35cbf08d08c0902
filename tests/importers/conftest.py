"""Small files in the shapes and encodings that owners have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

KEHU = """\
客户名称,公司,手机,座机,电子邮箱,地址,客户级别,介绍人,备注
陈明,苏州河畔贸易有限公司,138 0000 8000,021-5555 1234,chen@example.cn,上海市黄浦区外滩1号,VIP,,喜欢喝茶，不要早上打电话
林晓,,139-0000-2222,,lin@example.cn,北京市海淀区学院路3号,普通,陈明,只在下午接电话
单雄,大连评书社,+86 137 0000 5678,0411-22334455,,大连市中山区,普通,,
司马光,深圳远航,13600001111,020 3838 3838 转 602,sima@example.cn,深圳市福田区,重要,林晓,上次报价单 Q-17，欧洲订单
王芳,,138 0000 8000,,,,普通,,与陈明同一号码：公司总机
"""  # noqa: E501

CUSTOMERS = """\
CustomerId,FirstName,LastName,Company,Address,City,State,Country,PostalCode,Phone,Fax,Email
1,Luís,Gonçalves,Acme S.A.,"Av. Central, 2170",São José,SP,Brazil,12227-000,+55 (12) 3923-5555,+55 (12) 3923-5566,luis@example.com
2,Leonie,Köhler,,Hauptstraße 34,Stuttgart,,Germany,70174,+49 0711 2842222,,leonie@example.com
3,,,Rilská s.r.o.,Rilská 3,Prague,,Czech Republic,14300,,,
"""  # noqa: E501

INVOICES = """\
InvoiceId,CustomerId,InvoiceDate,BillingAddress,BillingCity,BillingCountry,Total
1,2,2021-01-01,Hauptstraße 34,Stuttgart,Germany,1.98
2,1,2021-01-02 00:00:00,"Av. Central, 2170",São José,Brazil,3.96
"""


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    """Write text (or bytes) to a file of its own."""
    count = 0

    def write(content: str | bytes, encoding: str = "utf-8", ending: str = ".csv") -> Path:
        nonlocal count
        count += 1
        path = tmp_path / f"table{count}{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
