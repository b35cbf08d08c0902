"""What made-up clients are noted with, in the owner's language: English or Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smallcrm.services.sample_words import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Notes, summaries and words in one language."""

    notes: tuple[str, ...]
    pinned: tuple[str, ...]
    calls: tuple[str, ...]
    mails: tuple[str, ...]
    meetings: tuple[str, ...]
    follow_ups: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    sources: tuple[str, ...]
    sent_for: tuple[str, ...]
    cancelled: tuple[str, ...]
    declined: tuple[str, ...]
    contract: str
    refunded: str
    bounced: str
    written_off: dict[str, str]
    partner: str
    labels: dict[str, str]
    methods: tuple[str, ...]


ENGLISH: Final = Texts(
    notes=lines("""
        Prefers mornings, never on a Wednesday.
        Asked for a copy of last year's bill for the accountant.
        Moving house in the autumn, will send the new address.
        Found us through a neighbour, wants to see two references.
        Talked about a yearly agreement. Thinks it over until spring.
        New caretaker, ask for the key at the side door.
        Pays by transfer on the last day of the month.
        Would like everything in writing, does not do business on the phone.
        Daughter starts at the conservatory in September.
        Very pleased with the last job, will pass our name on.
        Complained about the late arrival. Apologised, took ten off the bill.
        Dog in the yard, ring first.
        Has a competitor's offer, 10 % lower, without the guarantee.
        Budget is decided in November, call before.
        Wants the logo in two colours only.
        Back from holiday on the 20th.
        Needs an order number on every invoice.
        Parking behind the building, gate code changes every month.
        Asked whether we also repair harmoniums. Promised to find out.
        Colleague takes over from January, introduced us already.
        Prefers e-mail, hardly ever answers the phone.
        Ordered the same as last time, no changes.
        Small scratch on the lid, was there before. Photo taken.
        Closed for two weeks at Christmas.
        The old supplier has given up, looks for somebody steady.
        Likes to talk about cycling.
        Sent the samples back, colour was too dark.
        Wants to be called before any delivery.
        Discount of five per cent agreed for orders above 500.
        Invoice goes to the head office, delivery to the branch.
    """),
    pinned=lines("""
        Secretary goes home at three.
        Always quote including tax.
        Hard of hearing: speak slowly, confirm by e-mail.
        Do not call before ten.
        Side door before nine, bell is broken.
        Never mention the other branch: they are in dispute.
        Pays late but always pays. Remind friendly.
        Allergic to cats.
        Piano at 442 Hz.
        The wife decides, ask for her.
    """),
    calls=lines("""
        Asked when we can come
        Wants an offer by Friday
        Confirmed the appointment
        Asked about the bill
        Said the money is on its way
        Changed the date
        Wanted to know the price of a year's care
        Thanked for the quick help
        Asked for the opening hours
        Left a message, please call back
        Told us about a friend who needs the same
        Small complaint, settled at once
    """),
    mails=lines("""
        Sent the offer
        Sent the drafts
        Reminder about the open bill
        Confirmed the order
        Asked for the delivery address
        Sent the photos
        Answered the question about the guarantee
    """),
    meetings=lines("""
        Looked at the rooms together
        Went through the drafts
        Agreed on the order of work
        Showed samples
        Handed the work over
        First talk, good impression
    """),
    follow_ups=lines("""
        Send the offer
        Call about the open bill
        Ask how the new strings hold
        Confirm the appointment
        Send the samples
        Ask whether the draft is approved
        Remind of the yearly service
        Find out about the spare part
        Wish a happy birthday
        Ask about next year's budget
        Bring the key back
        Send the revised price list
    """),
    tags=lines("""
        school
        church
        hotel
        private
        music
        newsletter
        yearly service
        web
        trade
        pays cash
    """),
    roles=lines("""
        secretary
        accounts
        purchasing
        caretaker
        manager
        assistant
        head teacher
        reception
    """),
    sources=lines("""
        recommended
        web search
        trade fair
        shop window
        local paper
        met at a concert
        phone book
    """),
    sent_for=lines("""
        website package
        yearly tuning
        a logo
        a repair
        a first order
        same as the referrer
    """),
    cancelled=lines("""
        Client changed their mind
        Ordered twice by mistake
        Event called off
        Part no longer to be had
    """),
    declined=lines("""
        Too dear
        Found somebody nearer
        Put off until next year
        No budget this year
        Does it in house after all
        Chose the smaller offer of a competitor
    """),
    contract="Agreement: {title}",
    refunded="Paid twice",
    bounced="Returned by the bank",
    written_off={
        "rounding": "Cents left over",
        "cash_discount": "Paid within ten days",
        "bank_fee": "Fee taken by their bank",
        "bad_debt": "Business closed down",
    },
    partner="Sends us people, and we them",
    labels={"mobile": "mobile", "office": "office", "home": "home"},
    methods=("transfer",) * 11 + ("card",) * 5 + ("cash",) * 3 + ("cheque",),
)

CHINESE: Final = Texts(
    notes=lines("""
        上午联系比较方便，周三不行。
        要去年的发票复印件给会计。
        秋天搬家，新地址到时候发来。
        邻居介绍来的，想先看两个案例。
        谈了年度合作，开春再定。
        换了新的门卫，从侧门拿钥匙。
        每月月底转账付款。
        凡事要书面确认，电话里不谈价。
        女儿九月上音乐学院附中。
        对上次的活很满意，说会介绍朋友来。
        抱怨上次来晚了，已道歉，账单减了一百。
        院子里有狗，先打电话。
        别家报价低一成，但没有保修。
        预算十一月定，之前打个电话。
        标志只要两种颜色。
        20 号休假回来。
        每张发票要写订单号。
        楼后可以停车，门禁密码每月换。
        问修不修手风琴，答应打听一下。
        一月起由同事接手，已经介绍认识。
        微信回得快，电话常不接。
        和上次一样下单，没有改动。
        琴盖上有小划痕，原来就有，拍了照。
        春节前后停业两周。
        原来的供应商不做了，想找长期合作的。
        喜欢聊钓鱼。
        样品退回来了，颜色太深。
        送货前一定要先打电话。
        说好五千以上打九五折。
        发票寄总公司，货送分店。
    """),
    pinned=lines("""
        秘书下午三点下班。
        报价一律含税，发票抬头用全称。
        听力不好，说慢一点，再发微信确认。
        十点以前不要打电话。
        九点以前走侧门，门铃坏了。
        不要提另一家分店，两边有矛盾。
        付款慢但从不赖账，客气地催。
        对猫过敏。
        钢琴调到 442 赫兹。
        家里是太太做主。
    """),
    calls=lines("""
        问什么时候能上门
        周五前要报价
        确认了预约时间
        问账单的事
        说款已经在路上
        改了时间
        问一年保养多少钱
        感谢处理得快
        问营业时间
        留言请回电
        说有个朋友也想做一样的
        小投诉，当场解决
    """),
    mails=lines("""
        发了报价
        发了初稿
        提醒未付账单
        确认订单
        问送货地址
        发了照片
        回复了保修问题
    """),
    meetings=lines("""
        一起看了场地
        过了一遍初稿
        定了施工顺序
        看了样品
        当面交付
        初次见面，印象不错
    """),
    follow_ups=lines("""
        发报价
        打电话问未付账单
        问新琴弦稳不稳
        确认预约
        寄样品
        问初稿定没定
        提醒年度保养
        打听配件
        生日问候
        问明年预算
        还钥匙
        发新价目表
    """),
    tags=lines("""
        学校
        酒店
        个人
        音乐
        年度保养
        外贸
        网站
        设计
        老客户
        现金
    """),
    roles=lines("""
        秘书
        会计
        采购经理
        前台
        店长
        老板助理
        教务老师
        仓库主管
    """),
    sources=lines("""
        朋友介绍
        网上搜索
        展会
        门店
        小红书
        音乐会上认识
        老客户
    """),
    sent_for=lines("""
        官网套餐
        年度调律
        做标志
        维修
        第一单
        和介绍人一样的
    """),
    cancelled=lines("""
        客户改主意了
        重复下单
        活动取消
        配件停产
    """),
    declined=lines("""
        价格偏高
        找了本地的供应商
        推到明年再做
        今年没有预算
        决定自己做
        选了别家更低的报价
    """),
    contract="服务合同：{title}",
    refunded="重复付款",
    bounced="银行退回",
    written_off={
        "rounding": "抹零",
        "cash_discount": "十天内付款",
        "bank_fee": "对方银行扣手续费",
        "bad_debt": "店已关门",
    },
    partner="互相介绍客户",
    labels={"mobile": "手机", "office": "办公室", "home": "家"},
    methods=("transfer",) * 7 + ("alipay",) * 5 + ("wechat_pay",) * 6 + ("cash",) * 2,
)
