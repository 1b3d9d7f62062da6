"""What the book begins with: accounts, funds, what was brought forward, and the firms that the community deals with."""

from __future__ import annotations

from typing import NamedTuple

from ledger.demo.script import Script, open_text

AS_OF = "2024-06-30"


class FundSetting(NamedTuple):
    """A fund with its one account and what was brought forward (分), confirmed by a second person."""

    id: str
    kind: str
    name: str
    account_name: str
    masked_number: str
    opening: int
    confirmed_by: str


FUNDS = (
    FundSetting("common", "common_income", "公共收益", "公共收益专户", "****1028", 186_530_42, "chair"),
    FundSetting("repairs", "maintenance", "维修资金", "维修资金专户", "****6608", 2_386_450_00, "chair"),
    FundSetting("office", "committee", "业委会经费", "业委会经费户", "****3317", 8_240_00, "vice"),
)

COMPANIES = {
    "property-co": "样例物业服务有限公司",
    "parking-co": "样例停车管理有限公司",
    "adverts-co": "样例梯影传媒有限公司",
    "lockers-co": "样例丰收智能柜有限公司",
    "charging-co": "样例易充新能源有限公司",
    "water-co": "样例清泉售水服务部",
    "culture-co": "样例同乐文化活动有限公司",
    "lift-co": "样例电梯工程有限公司",
    "pump-co": "样例水泵设备有限公司",
    "roof-co": "样例防水工程有限公司",
    "camera-co": "样例安防科技有限公司",
    "fire-co": "样例消防技术服务有限公司",
    "garden-co": "样例园林绿化有限公司",
    "drain-co": "样例管道疏通服务有限公司",
    "lamp-co": "样例照明电器有限公司",
    "play-co": "样例童乐游乐设施有限公司",
    "hardware-shop": "样例五金商行",
    "print-shop": "样例图文快印店",
    "audit-co": "样例会计师事务所（普通合伙）",
    "scrap-co": "样例再生资源回收站",
    "cost-co": "样例工程造价咨询有限公司",
    "bank-co": "样例银行明账支行",
    "power-co": "样例供电公司",
    "paint-co": "样例装饰工程有限公司",
    "gate-co": "样例道闸设备有限公司",
    "ramp-co": "样例建筑修缮有限公司",
    "facade-co": "样例外墙工程有限公司",
}
AUTHORITIES = {"neighbourhood": "样例社区居民委员会"}


def tell(script: Script) -> None:
    """Add accounts, funds, opening balances, parties and the two documents that the book rests on."""
    _register_parties(script)
    for minute, fund in enumerate(FUNDS):
        _open(script, fund, minute)
    _register_papers(script)


def _register_parties(script: Script) -> None:
    kinds = {**dict.fromkeys(COMPANIES, "company"), **dict.fromkeys(AUTHORITIES, "authority")}
    for party, name in (COMPANIES | AUTHORITIES).items():
        _register(script, "2024-07-02 20:00", party, kinds[party], name)
    _register(script, "2024-07-02 20:30", "worker-1", "person", "孙样例")


def _register(script: Script, at: str, party: str, kind: str, name: str) -> None:
    data = {"party": party, "kind": kind, "name": open_text(name)}
    script.act(at, "secretary", "counterparty.registered", "community", data)


def _open(script: Script, fund: FundSetting, minute: int) -> None:
    account = f"bank-{fund.id}"
    script.act(
        f"2024-07-02 19:1{minute}",
        "treasurer",
        "account.opened",
        f"account/{account}",
        {
            "kind": "asset",
            "subtype": "bank",
            "name": open_text(fund.account_name),
            "bank": "样例银行明账支行",
            "masked_number": fund.masked_number,
            "number": open_text(f"8800 0000 0000 {fund.masked_number[-4:]}"),
            "holder": "community",
            "currency": "CNY",
        },
    )
    script.act(
        f"2024-07-02 19:2{minute}",
        "treasurer",
        "fund.opened",
        f"fund/{fund.id}",
        {"name": fund.name, "kind": fund.kind, "currency": "CNY", "owner_of_money": "owners", "scope": "all"},
    )
    statement = script.paper(
        f"{fund.account_name}余额证明（2024年6月30日）",
        "statement",
        f"账户尾号：{fund.masked_number[-4:]}\n截至2024年6月30日余额：{yuan(fund.opening)}\n样例银行明账支行（虚构）",
    )
    opening = script.act(
        f"2024-07-02 19:3{minute}",
        "treasurer",
        "balance.opened",
        f"fund/{fund.id}",
        {"account": account, "amount": fund.opening, "as_of": AS_OF, "documents": [statement]},
    )
    script.confirm(f"2024-07-03 20:1{minute}", fund.confirmed_by, opening)


def yuan(amount: int) -> str:
    """Write 分 as people do: ``38,600.00元``."""
    return f"{amount // 100:,}.{amount % 100:02}元"


def _register_papers(script: Script) -> None:
    resolution = script.paper(
        "2024年5月26日业主大会决议（摘要）",
        "resolution",
        """
一、同意《维修资金年度使用计划》：电梯、生活水泵、屋顶防水的更换和大修，在计划额度内
    由业主委员会逐项表决后使用，单项不超过十万元。
二、同意公共收益由业主委员会管理：单项一万元以内按付款审批权限办理，超过一万元的须经
    业主委员会表决；每年公共收益结余的一半以上用于补充维修资金。
三、同意自2024年7月1日起启用公开账本，收支、表决、会议纪要向全体业主公开。
参加表决的业主专有部分面积和人数均超过三分之二，同意的均超过参加表决的半数。
""",
    )
    script.register("2024-07-03 20:40", "secretary", resolution, "text/plain")
    notice = script.paper(
        "关于启用公开账本的公告",
        "notice",
        """
各位业主：
从2024年7月1日起，小区的公共收益、维修资金和业委会经费，每一笔收支都记在公开账本上。
谁申请、谁同意、凭什么付，手机上都能查到。记错了不涂改，另写一笔更正。
看不明白的，请到3幢一层活动室找委员当面问。
明账花园业主委员会（虚构）
""",
    )
    script.register("2024-07-03 20:45", "secretary", notice, "text/plain")
