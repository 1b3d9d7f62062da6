"""What is large enough for a resolution: pump, lift, cameras, lights, and what the old pump was still worth."""

from __future__ import annotations

from ledger.demo.script import Script
from ledger.demo.story.staging import Attached, Payment, pay, receive

PAYMENTS = (
    Payment(
        id="pump-2024", fund="repairs", asked="2024-07-19 10:15", amount=38_600_00, by="manager", payee="pump-co",
        motion="pump-2024", purpose="更换2幢生活水泵两台（含安装、调试、旧泵拆除）",
        yes=("chair", "member"), paid="2024-07-24", invoice="99000113",
        papers=(
            Attached(
                "2幢生活水泵更换三家比价表", "other",
                "样例水泵设备有限公司　38,600元　质保三年\n样例机电安装有限公司　41,200元　质保两年\n"
                "样例泵业销售部　　　　43,900元　质保三年\n比价人：郝周到、方明理　2024年7月3日",
            ),
            Attached(
                "2幢生活水泵更换验收单", "report",
                "2024年7月18日安装完毕，试运行24小时。\n出水压力、噪音、双泵切换均正常，2幢住户全部恢复正常供水。\n"
                "验收人：郝周到、方明理、2幢业主代表两人",
            ),
        ),
    ),
    Payment(
        id="lift-first", fund="repairs", asked="2024-10-24 09:50", amount=20_000_00, by="manager", payee="lift-co",
        motion="lift-2024", stage="first", purpose="3幢电梯曳引轮、钢丝绳更换：首付款",
        yes=("chair", "vice"), paid="2024-10-29", invoice="99000219",
        papers=(
            Attached(
                "3幢电梯维修合同（摘要）", "contract",
                "乙方：样例电梯工程有限公司\n内容：更换曳引轮、钢丝绳，调整制动器\n总价：65,800元\n"
                "付款：签约后付20,000元，检验合格后付清\n工期：进场后15天，停梯期间乙方派人帮老人搬运重物",
            ),
        ),
    ),
    Payment(
        id="lift-final", fund="repairs", asked="2024-12-05 10:30", amount=45_800_00, by="manager", payee="lift-co",
        motion="lift-2024", stage="final", purpose="3幢电梯曳引轮、钢丝绳更换：尾款（检验合格）",
        yes=("chair", "vice"), paid="2024-12-10", invoice="99000265",
        papers=(
            Attached(
                "3幢电梯维修后检验报告（摘要）", "report",
                "检验日期：2024年12月2日\n曳引能力、制动、平层精度：合格\n结论：可以恢复使用",
            ),
        ),
    ),
    Payment(
        id="cameras-2025", asked="2025-06-19 10:00", amount=48_700_00, by="manager", payee="camera-co",
        motion="cameras-2025", budget_line="security", category="guard",
        purpose="大门、车库监控更换（摄像机26台、录像机2台）",
        yes=("chair", "secretary"), paid="2025-06-24", invoice="99000455",
        papers=(
            Attached(
                "监控更换验收单", "report",
                "2025年6月18日验收。26台摄像机画面清楚，录像保存30天。\n调看录像须两名委员同时在场并登记。\n"
                "验收人：温如实、郝周到",
            ),
        ),
    ),
    Payment(
        id="lift-check-2025", fund="repairs", asked="2025-11-17 09:40", amount=6_300_00, by="manager", payee="lift-co",
        purpose="五台电梯限速器校验", yes=("chair", "member"), paid="2025-11-21", invoice="99000604",
    ),
    Payment(
        id="lights-2026", asked="2026-06-17 10:20", amount=23_800_00, by="manager", payee="lamp-co",
        motion="lights-2026", purpose="地下车库照明更换为感应灯（214盏）",
        yes=("chair", "newcomer"), paid="2026-06-23", invoice="99000837",
        papers=(
            Attached(
                "车库照明更换验收单", "report",
                "2026年6月16日验收。214盏感应灯全部亮，无人时自动调暗。\n按上月抄表估算，每月省电约三分之二。\n"
                "验收人：安守约、郝周到",
            ),
        ),
    ),
    Payment(
        id="pump-care-2026", fund="repairs", asked="2026-06-15 09:30", amount=2_400_00, by="manager", payee="pump-co",
        purpose="五幢楼生活水泵年度保养", yes=("chair", "secretary"), paid="2026-06-19", invoice="99000831",
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add the large repairs."""
    for payment in PAYMENTS:
        pay(script, payment)
    receive(script, "2024-07-30", 1_260_00, "scrap", "2幢旧水泵两台残值", fund="repairs", payer="scrap-co")
