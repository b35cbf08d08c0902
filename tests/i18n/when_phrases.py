"""What owners type for a promise, and what it says on Tuesday 12 May 2026 at 09:42.

Each line: the phrase | what is left of it | the day | the time | how it repeats. Where a sign of a
day could be a word of the promise, the phrase is there to be left alone.
"""

from __future__ import annotations

from typing import Final

ENGLISH: Final = """
Tuesday 3pm call about piano | call about piano | 2026-05-19 | 15:00
in 2 weeks send offer | send offer | 2026-05-26
tomorrow | | 2026-05-13
every Monday at 9 water plants | water plants | 2026-05-18 | 09:00 | FREQ=WEEKLY;BYDAY=MO
15 March | | 2027-03-15
end of month | | 2026-05-31
next Tuesday | | 2026-05-19
half past three | | 2026-05-12 | 15:30
15:30 | | 2026-05-12 | 15:30
the first Monday of every month | | 2026-06-01 | | FREQ=MONTHLY;BYDAY=1MO
today 4pm call Ann | call Ann | 2026-05-12 | 16:00
call Ann today | call Ann | 2026-05-12
call Ann tomorrow at 10:15 | call Ann | 2026-05-13 | 10:15
call Ann on Friday | call Ann | 2026-05-15
call Ann by Friday 5 pm | call Ann | 2026-05-15 | 17:00
Friday, 17:00: call Ann | call Ann | 2026-05-15 | 17:00
fri 9am send quote | send quote | 2026-05-15 | 09:00
Thursday morning ring the bank | ring the bank | 2026-05-14 | 09:00
tomorrow afternoon pick up piano | pick up piano | 2026-05-13 | 14:00
this evening write to Bob | write to Bob | 2026-05-12 | 18:00
tonight write to Bob | write to Bob | 2026-05-12 | 18:00
next week send brochure | send brochure | 2026-05-18
next month send brochure | send brochure | 2026-06-01
this Friday send brochure | send brochure | 2026-05-15
next Friday send brochure | send brochure | 2026-05-22
in 3 days ask again | ask again | 2026-05-15
in a week ask again | ask again | 2026-05-19
in two months ask again | ask again | 2026-07-12
in a year ask again | ask again | 2027-05-12
in half an hour ring back | ring back | 2026-05-12 | 10:12
in 20 minutes ring back | ring back | 2026-05-12 | 10:02
in an hour ring back | ring back | 2026-05-12 | 10:42
in 3 hours ring back | ring back | 2026-05-12 | 12:42
ring back in 3 hours | ring back | 2026-05-12 | 12:42
two weeks from now send offer | send offer | 2026-05-26
a week from today send offer | send offer | 2026-05-19
+3 days send offer | send offer | 2026-05-15
15 June send offer | send offer | 2026-06-15
June 15 send offer | send offer | 2026-06-15
June 15th, 2027 send offer | send offer | 2027-06-15
15th of June send offer | send offer | 2026-06-15
1st of June at noon lunch with Ann | lunch with Ann | 2026-06-01 | 12:00
2 Mar 2027 renew contract | renew contract | 2027-03-02
2026-08-01 renew contract | renew contract | 2026-08-01
1.8.2026 renew contract | renew contract | 2026-08-01
15.6. renew contract | renew contract | 2026-06-15
3/4 renew contract | renew contract | 2027-04-03
on the 15th send invoice | send invoice | 2026-05-15
send invoice on the 5th | send invoice | 2026-06-05
end of the month send invoices | send invoices | 2026-05-31
end of next month send invoices | send invoices | 2026-06-30
end of the year close the books | close the books | 2026-12-31
end of June close the books | close the books | 2026-06-30
in June ask about holidays | ask about holidays | 2026-06-01
next May ask about holidays | ask about holidays | 2027-05-01
quarter past four tune piano | tune piano | 2026-05-12 | 16:15
quarter to twelve tune piano | tune piano | 2026-05-12 | 11:45
ten past eleven tune piano | tune piano | 2026-05-12 | 11:10
at 8 tune piano tomorrow | tune piano | 2026-05-13 | 08:00
tomorrow at 3 tune piano | tune piano | 2026-05-13 | 15:00
tomorrow 3 o'clock tune piano | tune piano | 2026-05-13 | 15:00
tomorrow 3.30pm tune piano | tune piano | 2026-05-13 | 15:30
tomorrow 3 p.m. tune piano | tune piano | 2026-05-13 | 15:00
tomorrow at noon tune piano | tune piano | 2026-05-13 | 12:00
tomorrow 07:05 tune piano | tune piano | 2026-05-13 | 07:05
9am call | call | 2026-05-13 | 09:00
12pm call | call | 2026-05-12 | 12:00
12am call | call | 2026-05-13 | 00:00
every day at 8 feed the cat | feed the cat | 2026-05-13 | 08:00 | FREQ=DAILY
every weekday 8:30 stand-up | stand-up | 2026-05-13 | 08:30 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every week send report | send report | 2026-05-12 | | FREQ=WEEKLY;BYDAY=TU
every 2 weeks send report | send report | 2026-05-12 | | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
every other Friday send report | send report | 2026-05-15 | | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
every Tuesday and Thursday practise | practise | 2026-05-12 | | FREQ=WEEKLY;BYDAY=TU,TH
every Mon, Wed and Fri practise | practise | 2026-05-13 | | FREQ=WEEKLY;BYDAY=MO,WE,FR
every month check the tab | check the tab | 2026-05-12 | | FREQ=MONTHLY;BYMONTHDAY=12
every quarter check the tab | check the tab | 2026-05-12 | | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12
every 6 months tune piano | tune piano | 2026-05-12 | | FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=12
every year send a card | send a card | 2026-05-12 | | FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=12
every year on 5 March send a card | send a card | 2027-03-05 | | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5
every 5 March send a card | send a card | 2027-03-05 | | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5
every 15th send invoice | send invoice | 2026-05-15 | | FREQ=MONTHLY;BYMONTHDAY=15
every month on the 31st pay rent | pay rent | 2026-05-31 | | FREQ=MONTHLY;BYMONTHDAY=-1
last Friday of every month backup | backup | 2026-05-29 | | FREQ=MONTHLY;BYDAY=-1FR
every second Tuesday of the month call | call | 2026-05-12 | | FREQ=MONTHLY;BYDAY=2TU
every Monday until 30 June call | call | 2026-05-18 | | FREQ=WEEKLY;BYDAY=MO;UNTIL=20260630
every Monday 5 times call | call | 2026-05-18 | | FREQ=WEEKLY;BYDAY=MO;COUNT=5
every month from 1 July pay rent | pay rent | 2026-07-01 | | FREQ=MONTHLY;BYMONTHDAY=1
every last day of the month pay rent | pay rent | 2026-05-31 | | FREQ=MONTHLY;BYMONTHDAY=-1
she may call | she may call
ask Mrs March about the piano | ask Mrs March about the piano
call Mr Friday | call Mr Friday
send today's invoice | send today's invoice
sun cream for Ann | sun cream for Ann
he sat on the piano | he sat on the piano
on second thoughts call | on second thoughts call
visit 12 Hill Road | visit 12 Hill Road
meet at 12 Hill Road | meet at 12 Hill Road
order 15 March hares | order hares | 2027-03-15
buy 3/4 ton of sand | buy 3/4 ton of sand
offer 3.50 each | offer 3.50 each
call 086 123 4567 | call 086 123 4567
send monthly report | send monthly report
read "every day" again | read "every day" again
talk about Tuesday's lesson | talk about Tuesday's lesson
I am late | I am late
pay 15:30 ratio tomorrow | pay ratio | 2026-05-13 | 15:30
wed 2pm call | call | 2026-05-13 | 14:00
""".strip()

CHINESE: Final = """
下周二下午三点给王总打电话 | 给王总打电话 | 2026-05-19 | 15:00
后天上午十点 | | 2026-05-14 | 10:00
每周一 | | 2026-05-18 | | FREQ=WEEKLY;BYDAY=MO
每月15号 | | 2026-05-15 | | FREQ=MONTHLY;BYMONTHDAY=15
三天后 | | 2026-05-15
月底 | | 2026-05-31
明年3月5日 | | 2027-03-05
明天打电话 | 打电话 | 2026-05-13
明天下午打电话 | 打电话 | 2026-05-13 | 14:00
今天下午4点半回电 | 回电 | 2026-05-12 | 16:30
今晚八点回电 | 回电 | 2026-05-12 | 20:00
今晚回电 | 回电 | 2026-05-12 | 18:00
明早九点回电 | 回电 | 2026-05-13 | 09:00
大后天送货 | 送货 | 2026-05-15
周五送货 | 送货 | 2026-05-15
星期五送货 | 送货 | 2026-05-15
礼拜天送货 | 送货 | 2026-05-17
这周五送货 | 送货 | 2026-05-15
本周日送货 | 送货 | 2026-05-17
下星期三送货 | 送货 | 2026-05-20
下下周一送货 | 送货 | 2026-05-25
下个礼拜六上午送货 | 送货 | 2026-05-23 | 09:00
下周寄报价 | 寄报价 | 2026-05-18
下个月寄报价 | 寄报价 | 2026-06-01
下个月15号寄报价 | 寄报价 | 2026-06-15
下月底寄报价 | 寄报价 | 2026-06-30
15号寄报价 | 寄报价 | 2026-05-15
5号寄报价 | 寄报价 | 2026-06-05
3月5日寄报价 | 寄报价 | 2027-03-05
三月五号寄报价 | 寄报价 | 2027-03-05
十二月二十五日寄贺卡 | 寄贺卡 | 2026-12-25
2027年3月5日寄报价 | 寄报价 | 2027-03-05
２０２７年３月５日寄报价 | 寄报价 | 2027-03-05
后年1月1日续约 | 续约 | 2028-01-01
两周后寄报价 | 寄报价 | 2026-05-26
2个月后寄报价 | 寄报价 | 2026-07-12
半年后回访 | 回访 | 2026-11-12
一年之后回访 | 回访 | 2027-05-12
半小时后回电 | 回电 | 2026-05-12 | 10:12
两个小时后回电 | 回电 | 2026-05-12 | 11:42
十分钟后回电 | 回电 | 2026-05-12 | 09:52
1小时以后回电 | 回电 | 2026-05-12 | 10:42
下午三点回电 | 回电 | 2026-05-12 | 15:00
下午三点一刻回电 | 回电 | 2026-05-12 | 15:15
下午三点二十回电 | 回电 | 2026-05-12 | 15:20
上午十点零五分回电 | 回电 | 2026-05-12 | 10:05
15时30分回电 | 回电 | 2026-05-12 | 15:30
15：30回电 | 回电 | 2026-05-12 | 15:30
３点半回电 | 回电 | 2026-05-12 | 15:30
晚上八点回电 | 回电 | 2026-05-12 | 20:00
中午12点吃饭 | 吃饭 | 2026-05-12 | 12:00
明天凌晨两点看机器 | 看机器 | 2026-05-13 | 02:00
上午八点回电 | 回电 | 2026-05-13 | 08:00
周二三点见面 | 见面 | 2026-05-19 | 15:00
每天上午九点浇花 | 浇花 | 2026-05-13 | 09:00 | FREQ=DAILY
每个工作日打卡 | 打卡 | 2026-05-12 | | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
每周一、三、五上课 | 上课 | 2026-05-13 | | FREQ=WEEKLY;BYDAY=MO,WE,FR
每周二和周四上课 | 上课 | 2026-05-12 | | FREQ=WEEKLY;BYDAY=TU,TH
每星期天下午两点上课 | 上课 | 2026-05-17 | 14:00 | FREQ=WEEKLY;BYDAY=SU
每两周寄周报 | 寄周报 | 2026-05-12 | | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
每两周的周五寄周报 | 寄周报 | 2026-05-15 | | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
每三天看一次 | 看一次 | 2026-05-12 | | FREQ=DAILY;INTERVAL=3
每月底结账 | 结账 | 2026-05-31 | | FREQ=MONTHLY;BYMONTHDAY=-1
每个月最后一天结账 | 结账 | 2026-05-31 | | FREQ=MONTHLY;BYMONTHDAY=-1
每月31号结账 | 结账 | 2026-05-31 | | FREQ=MONTHLY;BYMONTHDAY=-1
每个月第一个周一开会 | 开会 | 2026-06-01 | | FREQ=MONTHLY;BYDAY=1MO
每月最后一个周五开会 | 开会 | 2026-05-29 | | FREQ=MONTHLY;BYDAY=-1FR
每季度回访 | 回访 | 2026-05-12 | | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12
每三个月回访 | 回访 | 2026-05-12 | | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12
每年3月5日送花 | 送花 | 2027-03-05 | | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5
每年送花 | 送花 | 2026-05-12 | | FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=12
每周一上课，共5次 | 上课 | 2026-05-18 | | FREQ=WEEKLY;BYDAY=MO;COUNT=5
每周一上课直到6月30日 | 上课 | 2026-05-18 | | FREQ=WEEKLY;BYDAY=MO;UNTIL=20260630
年底盘点 | 盘点 | 2026-12-31
周末打扫 | 打扫 | 2026-05-16
问能不能便宜一点 | 问能不能便宜一点
早一点回电 | 早一点回电
有两点建议要说 | 有两点建议要说
三十周年贺礼 | 三十周年贺礼
谈谈今天的课 | 谈谈的课 | 2026-05-12
给王总打电话 | 给王总打电话
打13800138000 | 打13800138000
送3号楼 | 送3号楼
读“每天”一文 | 读“每天”一文
""".strip()


def phrases(lines: str) -> list[tuple[str, str, str, str, str]]:
    """Return phrase, rest, day, time and rule of each line, empty where there is none."""
    found = []
    for line in lines.splitlines():
        parts = [part.strip() for part in line.split("|")]
        phrase, rest, day, time, rule = (*parts, "", "", "", "")[:5]
        found.append((phrase, rest, day, time, rule))
    return found
