"""Words and sheets of the print tests: the Chinese of every label, the drawn contract, and a long one."""

from dataclasses import replace

from huzhu.rooms.contracts.print import ContractSheet, InvitationSheet, Party, Signature, Term, Week

ZH = {
    "form": "表 %(form)s",
    "version": "第 %(version)s 版",
    "parties": "立合同的人",
    "roll": "工号 %(roll)s",
    "teaches": "教：%(techniques)s",
    "learns": "学：%(techniques)s",
    "terms": "条款",
    "n": "条",
    "who": "谁教谁",
    "technique": "项目",
    "baseline": "起点",
    "target": "目标",
    "date": "日期",
    "measured": "怎样算",
    "weeks": "每周的进度",
    "week": "周",
    "step_of": "第 %(n)s 条　%(technique)s",
    "duties": "双方的事",
    "signatures": "签字",
    "pledge": "我看过以上全文，是我自己愿意的。",
    "signed": "手机已签：%(when)s",
    "unsigned": "还没签",
    "scan": "扫码看这份合同和它的各版。",
    "code": "编号 %(code)s",
    "fingerprint": "正文指纹",
    "same": "与手机上所签的一致，改动一个字就对不上。",
    "copies": "本页各方各留一份。算数的是系统里的签字，纸上签字不改变它。",
}
ZH_INVITATION = {
    "title": "加入小组",
    "lead": "看看自己会什么，说说想学什么。",
    "step_scan": "用手机扫这个码。",
    "step_pin": "填工号，自己定一个 PIN 码。",
    "step_confirm": "把六位数字给组长看：%(leader)s。",
    "free": "不参加也行，什么也不少。",
    "by_hand": "没有摄像头：打开 %(address)s",
    "code": "编号 %(code)s",
    "until": "%(date)s前有效",
}
DRAWN = ContractSheet(
    title="技术互助合同",
    place="第一纺织厂细纱车间　乙班三组",
    number="乙三-0147",
    version=2,
    date="2026 年 11 月 10 日",
    form="HZ-2",
    parties=(
        Party("甲", "何桂英", "20330", "细纱挡车工", "接头", "落纱"),
        Party("乙", "沈玉兰", "20325", "细纱挡车工", "落纱", "接头"),
    ),
    terms=(
        Term(1, "甲教乙", "接头 10 个", "82 秒（10 月测定）", "不超过 70 秒", "12 月 3 日", "测定员测，两人在场"),
        Term(2, "乙教甲", "落纱一落", "118 秒（10 月测定）", "不超过 100 秒", "12 月 3 日", "测定员测，两人在场"),
    ),
    weeks=(
        Week("11 月 3 日–9 日", ("拔管、找头、引纱分开练", "看一落，记下走法")),
        Week("11 月 10 日–16 日", ("连起来做，不超过 78 秒", "拔、插两手同做")),
        Week("11 月 17 日–23 日", ("夜班灯下，不超过 73 秒", "不超过 110 秒")),
        Week("11 月 24 日–30 日", ("看 400 锭，随断随接", "连做三落，不超过 104 秒")),
    ),
    duties="甲：每周至少当面示范一次，说清为什么这样做。乙：练完说出难在哪里，不懂就问。练习在当班时间，由组里安排顶岗，不占吃饭和休息。"
    "到期做不到，两人都有份，七天内和生产组长一起看：改、延一次，或者停。任何一方随时可以停，不算过错。",
    signatures=(
        Signature("甲", "何桂英", "2026 年 11 月 10 日 21:42"),
        Signature("乙", "沈玉兰", "2026 年 11 月 10 日 22:05"),
    ),
    keepers="顶岗：陈秋云　　检查：每半月，乙班三组　　测定：陆文清",
    url="https://huzhu.example/c/k7p2-9fqd-x41m",
    code="k7p2-9fqd-x41m",
    fingerprint="3f9c 71a4 e0b8 55d2 9a17 c6e3",
    clauses="限期一个月、目标可测、每人最多同时学两项：章程 合同-1、合同-3、介绍-3，数值为示例，无出处。",
)
ENGLISH = replace(
    DRAWN,
    language="en",
    title="Mutual-aid contract",
    place="First Textile Mill, spinning, shift B, group 3",
    number="B3-0147",
    date="10 Nov 2026",
    parties=(
        Party("A", "He Guiying", "20330", "ring-frame tender", "piecing", "doffing"),
        Party("B", "Shen Yulan", "20325", "ring-frame tender", "doffing", "piecing"),
    ),
    terms=(
        Term(
            1,
            "A teaches B",
            "10 piecings",
            "82 s (October test)",
            "70 s or less",
            "3 Dec 2026",
            "by the assessor, both present",
        ),
        Term(
            2,
            "B teaches A",
            "one doff",
            "118 s (October test)",
            "100 s or less",
            "3 Dec 2026",
            "by the assessor, both present",
        ),
    ),
    weeks=(
        Week("3–9 Nov", ("draw the tube, find the end, lead the yarn, each alone", "watch one doff, note the walk")),
        Week("10–16 Nov", ("in one go, 78 s or less", "draw and set with both hands")),
        Week("17–23 Nov", ("under night light, 73 s or less", "110 s or less")),
        Week("24–30 Nov", ("tend 400 spindles, piece as they break", "three doffs in a row, 104 s or less")),
    ),
    duties="A shows it in person at least once a week and says why it is done so. B says where it is hard and asks. Practice is in working time; the group"
    " finds cover; meals and rest are left alone. If it is missed, both of you answer for it and within seven days look at it with the production"
    " leader: change it, extend it once, or stop. Either may stop at any time; it is no fault.",
    signatures=(Signature("A", "He Guiying", "10 Nov 2026, 21:42"), Signature("B", "Shen Yulan")),
    keepers="Cover: Chen Qiuyun   ·   Check: every half month, group B3   ·   Assessor: Lu Wenqing",
    clauses="One month, a measurable target, at most two items learnt at once: charter contracts-1, contracts-3, introductions-3 (example values, no source).",
)
ONE_TERM = replace(
    DRAWN, terms=DRAWN.terms[:1], weeks=tuple(replace(week, cells=week.cells[:1]) for week in DRAWN.weeks[:1])
)
LONG = replace(
    DRAWN,
    terms=tuple(
        replace(
            DRAWN.terms[i % 2],
            n=i + 1,
            technique="夜班灯下四百锭随断随接，连做三落",
            measured="测定员测两遍，两人在场，取中间那一遍；不同意的话一周内再测",
        )
        for i in range(4)
    ),
    weeks=tuple(
        Week(
            f"11 月 {i + 1} 日–{i + 7} 日",
            ("先看一遍，记下走法，再把拔管、找头、引纱三步分开练，每步十遍，不超过 78 秒",) * 4,
        )
        for i in range(8)
    ),
    duties=DRAWN.duties * 3,
)
INVITATION = InvitationSheet(
    place="第一纺织厂细纱车间",
    group="乙班三组",
    leader="陈秋云",
    url="https://huzhu.example/join/k7p2-9fqd",
    address="huzhu.example/join",
    code="k7p2-9fqd",
    until="11 月 30 日",
)
ENGLISH_INVITATION = replace(
    INVITATION,
    language="en",
    place="First Textile Mill, spinning",
    group="Shift B, group 3",
    leader="Chen Qiuyun",
    until="30 Nov",
    paper="a4",
)
