"""The small things that keep a community going: each with its request, its approvals and its invoice."""

from __future__ import annotations

from ledger.demo.script import Script
from ledger.demo.story.staging import Attached, Payment, approve, execute, pay, request

COMMON = (
    Payment(
        id="flood-2024", asked="2024-07-15 10:20", amount=6_480_00, by="manager", payee="hardware-shop",
        purpose="防汛物资：车库挡水板两套、沙袋200个\n气象台预报本月下旬有强降雨。",
        yes=("chair", "vice"), paid="2024-07-18", invoice="99000102",
    ),
    Payment(
        id="green-2024", asked="2024-08-12 09:40", amount=3_200_00, by="manager", payee="garden-co", category="other",
        purpose="中心花园高温枯死苗木补种（红花檵木、麦冬）",
        yes=("chair", "secretary"), paid="2024-08-16", invoice="99000131",
    ),
    Payment(
        id="riddles-2024", asked="2024-09-11 15:10", amount=980_00, by="secretary", payee="print-shop",
        category="other", purpose="中秋灯谜会：灯笼、谜条和小奖品", yes=("chair", "treasurer"), paid="2024-09-14",
        invoice="99000164",
    ),
    Payment(
        id="fire-2024", asked="2024-10-14 09:30", amount=9_200_00, by="manager", payee="fire-co",
        purpose="消防设施年度检测（五幢楼和地下车库）",
        yes=("chair", "member"), paid="2024-10-18", invoice="99000203",
        papers=(
            Attached(
                "2024年消防设施检测报告（摘要）", "report",
                "检测日期：2024年10月8日至9日\n火灾报警、喷淋、消火栓：合格\n3幢应急照明有4盏不亮，已当场更换\n结论：合格",
            ),
        ),
    ),
    Payment(
        id="hedge-2024", asked="2024-11-06 10:00", amount=2_650_00, by="manager", payee="garden-co", category="other",
        purpose="东门绿篱修剪、枯树清理", yes=("chair", "secretary"), paid="2024-11-11", invoice="99000238",
    ),
    Payment(
        id="frost-2024", asked="2024-12-16 09:50", amount=4_350_00, by="manager", payee="hardware-shop",
        purpose="楼道水管和水表防冻保温", yes=("chair", "vice"), paid="2024-12-19", invoice="99000277",
    ),
    Payment(
        id="spring-2025", budget_line="festivals",
        asked="2025-01-13 14:20", amount=3_860_00, by="secretary", payee="print-shop",
        category="other", purpose="春节布置：大红灯笼60只、春联、楼道福字",
        yes=("chair", "treasurer"), paid="2025-01-16", invoice="99000309",
    ),
    Payment(
        id="thanks-2025", budget_line="festivals",
        asked="2025-01-20 16:00", amount=960_00, by="secretary", payee="hardware-shop",
        category="other", purpose="除夕值班的保安、保洁慰问品（米、油、保温杯12份）",
        yes=("chair",), paid="2025-01-23", invoice="99000318",
    ),
    Payment(
        id="signs-2025", asked="2025-02-24 10:30", amount=2_980_00, by="manager", payee="print-shop",
        motion="parking-2025", purpose="停车新收费牌、亲友登记指示牌制作安装",
        yes=("chair", "vice"), paid="2025-02-27", invoice="99000351",
    ),
    Payment(
        id="drains-2025", budget_line="flood",
        asked="2025-04-21 09:20", amount=5_800_00, by="manager", payee="drain-co",
        purpose="汛期前雨水管、集水井清淤", yes=("chair", "vice"), paid="2025-04-28", invoice="99000402",
    ),
    Payment(
        id="audit-2024", asked="2025-05-19 10:10", amount=8_000_00, payee="audit-co", category="audit",
        purpose="2024年度公共收益、维修资金和业委会经费审计费",
        yes=("chair", "member"), paid="2025-05-22", invoice="99000431",
        papers=(
            Attached(
                "2024年度公共收益、维修资金和业委会经费审计报告（摘要）", "report",
                "审计期间：2024年7月1日至12月31日\n期末余额与银行对账单一致。\n"
                "抽查凭证41份，审批手续齐全；建议停车收入附每月车位租用明细。\n结论：收支记录如实反映了公共收益情况。",
            ),
        ),
    ),
    Payment(
        id="mud-2025", budget_line="flood",
        asked="2025-07-14 09:10", amount=2_700_00, by="manager", payee="drain-co", category="cleaning",
        purpose="暴雨后车库清淤、冲洗和消毒", yes=("chair", "treasurer"), paid="2025-07-18", invoice="99000477",
    ),
    Payment(
        id="fire-2025", budget_line="safety",
        asked="2025-10-13 09:30", amount=9_400_00, by="manager", payee="fire-co",
        purpose="消防设施年度检测（五幢楼和地下车库）",
        yes=("chair", "secretary"), paid="2025-10-17", invoice="99000562",
    ),
    Payment(
        id="green-2025", asked="2025-11-03 10:20", amount=3_450_00, by="manager", payee="garden-co", category="other",
        purpose="秋季补种：桂花6株、草坪120平方米", yes=("chair", "newcomer"), paid="2025-11-07", invoice="99000588",
    ),
    Payment(
        id="frost-2025", budget_line="safety",
        asked="2025-12-15 09:40", amount=3_980_00, by="manager", payee="hardware-shop",
        purpose="楼道水管和水表防冻保温", yes=("chair", "newcomer"), paid="2025-12-18", invoice="99000631",
    ),
    Payment(
        id="spring-2026", asked="2026-02-03 14:00", amount=4_120_00, by="secretary", payee="print-shop",
        category="other", purpose="春节布置：大红灯笼60只、春联、写春联活动纸墨",
        yes=("chair", "treasurer"), paid="2026-02-06", invoice="99000689",
    ),
    Payment(
        id="thanks-2026", asked="2026-02-09 16:10", amount=960_00, by="secretary", payee="hardware-shop",
        category="other", purpose="除夕值班的保安、保洁慰问品（米、油、手套12份）",
        yes=("chair",), paid="2026-02-12", invoice="99000697",
    ),
    Payment(
        id="drains-2026", asked="2026-04-20 09:20", amount=5_950_00, by="manager", payee="drain-co",
        purpose="汛期前雨水管、集水井清淤", yes=("chair", "newcomer"), paid="2026-04-27", invoice="99000765",
    ),
    Payment(
        id="audit-2025", asked="2026-05-18 10:00", amount=8_500_00, payee="audit-co", category="audit",
        purpose="2025年度公共收益和业委会经费审计费", yes=("chair", "member"), paid="2026-05-21", invoice="99000803",
        papers=(
            Attached(
                "2025年度公共收益和业委会经费审计报告（摘要）", "report",
                "审计期间：2025年1月1日至12月31日\n期末余额与银行对账单一致。\n"
                "2025年7月抢险抽水、9月儿童乐园地垫两笔付款的审批手续不全，请业主委员会说明。\n9月补选印制费误从公共收益专户付出，10月已还回。\n维修资金因5幢屋顶工程正在审价，本次未审。\n"
                "结论：除上述事项外，收支记录如实反映了公共收益情况。",
            ),
        ),
    ),
    Payment(
        id="fence-2026", asked="2026-05-25 10:40", amount=2_760_00, by="manager", payee="hardware-shop",
        purpose="围栏除锈刷漆", yes=("chair", "newcomer"), paid="2026-05-29", invoice="99000811",
    ),
    Payment(
        id="flood-2026", asked="2026-06-08 09:30", amount=1_980_00, by="manager", payee="hardware-shop",
        purpose="防汛物资补充：沙袋80个、应急灯6只", yes=("chair", "secretary"), paid="2026-06-11", invoice="99000824",
    ),
)  # fmt: skip

OFFICE = (
    Payment(
        id="notice-2024", fund="office", asked="2024-07-11 16:30", amount=286_00, by="secretary", payee="print-shop",
        category="other", purpose="打印公开账本公告和使用说明", yes=("chair",), paid="2024-07-15", invoice="99000107",
    ),
    Payment(
        id="seal-2024", fund="office", asked="2024-08-19 10:00", amount=380_00, by="secretary", payee="print-shop",
        category="other", purpose="业委会印章刻制和备案", yes=("chair", "vice"), paid="2024-08-22", invoice="99000140",
    ),
    Payment(
        id="forms-2024", fund="office", asked="2024-11-14 15:20", amount=420_00, by="secretary", payee="print-shop",
        category="other", purpose="停车收费征求意见表印制400份", yes=("chair",), paid="2024-11-18", invoice="99000246",
    ),
    Payment(
        id="training-2025", fund="office", asked="2025-05-06 11:00", amount=600_00, by="secretary",
        payee="neighbourhood", category="other", purpose="委员履职培训资料费（五人）", yes=("chair",),
        paid="2025-05-12", invoice="99000419",
    ),
    Payment(
        id="supplies-2026", fund="office", asked="2026-03-18 15:40", amount=465_00, by="secretary",
        payee="print-shop", category="other", purpose="打印纸、硒鼓和档案盒", yes=("chair",),
        paid="2026-03-23", invoice="99000733",
    ),
)  # fmt: skip

WATCH = (
    Payment(
        id="watch-2024", contract="watch-2024",
        asked="2024-07-08 10:00", amount=820_00, by="manager", payee="camera-co", category="guard",
        purpose="门禁和监控系统月度维保", yes=("chair",),
        papers=(
            Attached(
                "门禁监控维保合同（2024年7月至2025年6月）", "contract",
                "每月820元，全年12次，含零件更换50元以内。",
            ),
        ),
    ),
    Payment(
        id="watch-2025", contract="watch-2025",
        asked="2025-07-07 10:00", amount=830_00, by="manager", payee="camera-co", category="guard",
        purpose="门禁和监控系统月度维保", yes=("chair",),
        papers=(
            Attached(
                "门禁监控维保合同（2025年7月至2026年6月）", "contract",
                "每月830元，全年12次，含零件更换80元以内。",
            ),
        ),
    ),
)  # fmt: skip
"""Asked for and approved once, paid every month."""


def tell(script: Script) -> None:
    """Add the small payments and the two standing ones."""
    for payment in (*COMMON, *OFFICE):
        pay(script, payment)
    for payment in WATCH:
        _pay_monthly(script, payment)


def _pay_monthly(script: Script, payment: Payment) -> None:
    year = int(payment.asked[:4])
    repeat = {"every": "month", "times": 12, "max_each": payment.amount, "until": f"{year + 1}-06-30"}
    asked = request(script, payment, repeat=repeat)
    approve(script, f"{payment.asked[:10]} 20:30", payment.yes[0], asked)
    months = [(year, month) for month in range(7, 13)] + [(year + 1, month) for month in range(1, 7)]
    for when, month in months:
        execute(script, payment, asked, f"{when}-{month:02}-26")
