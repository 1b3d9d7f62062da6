"""Made-up sources and maps for tests of the import; no row of them is of a real community."""

from __future__ import annotations

from ledger.importing import maps, reading
from ledger.importing.maps import Map, NamedMap
from ledger.importing.rows import Reading

TABLE_MAP = """
layout = "table"
encoding = "utf-8"
dates = ["YYYY-MM-DD", "M月D日"]
year = "([0-9]{4})年"
symbols = { "¥" = "CNY" }
firms = ["样例水电公司"]
[fund]
id = "common-income"
name = "公共收益"
[account]
id = "bank"
name = "样例账户"
[columns]
date = "日期"
text = ["摘要", "备注"]
in = "收入"
out = "支出"
balance = "余额"
payee = "对方"
[otherwise]
in = "other_income"
out = "other"
[[categories]]
match = "停车"
in = "parking"
[[not_movements]]
match = "结转"
is = "carried forward"
[[not_movements]]
match = "^合计$"
is = "total"
total = true
required = true
"""

TABLE = """样例小区2025年收支明细表,,,,,,
日期,摘要,对方,收入,支出,余额,备注
,上年结转,,,,1000.00,
2025-01-03,停车费,甲样例,200.00,,1200.00,一月
1月5日,换水泵,样例水电公司,,￥300.50,899.50,
,,,,,,
2025-01-09,停车费,甲样例,200.00,,"1,099.50",
2025-01-09,停车费,乙样例,200.00,,"1,299.50",
合计,,,600.00,300.50,1299.50,
"""

POSTINGS_MAP = """
layout = "postings"
encoding = "utf-8"
dates = ["YYYY-MM-DD"]
symbols = { "$" = "USD", "元" = "CNY" }
[fund]
id = "main"
name = "主账"
[columns]
transaction = "txnidx"
date = "date"
account = "account"
amount = "amount"
commodity = "commodity"
payee = "description"
text = ["comment"]
[[accounts]]
prefix = "Assets"
kind = "asset"
subtype = "bank"
[[accounts]]
prefix = "Liabilities:Reimbursement"
kind = "liability"
subtype = "payable"
persons = true
[[accounts]]
prefix = "Expenses"
category = "other"
[[accounts]]
prefix = "Expenses:Wages"
category = "wages"
slug = false
[[accounts]]
prefix = "Expenses:Repairs"
category = "repairs/all"
[[accounts]]
prefix = "Income"
category = "other_income"
"""

POSTINGS = """"txnidx","date","description","comment","account","amount","commodity"
"1","2025-01-03","丙样例","","Expenses:Food:Tea","12.50","元"
"1","2025-01-03","丙样例","","Liabilities:Reimbursement:丁样例","-12.50","元"
"2","2025-01-04","","two
lines","Assets:Bank","100.00","元"
"2","2025-01-04","","two
lines","Income","-100.00","元"
"3","2025-01-05","丙样例","","Liabilities:Reimbursement:丁样例","12.50","元"
"3","2025-01-05","丙样例","","Assets:Bank","-12.50","元"
"3","2025-01-05","丙样例","","Assets:Bank","0","元"
"""


def map_of(text: str, **replaced: str) -> NamedMap:
    """Parse a map after replacing texts in it."""
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return maps.parse(text.encode(), "sample.toml")


def read(text: str, map_: Map | None = None) -> Reading:
    """Read a source in CNY, a table by default."""
    return reading.read(text.encode(), map_ or map_of(TABLE_MAP).map, "CNY", 2)


def read_postings(text: str = POSTINGS, map_text: str = POSTINGS_MAP) -> Reading:
    """Read a list of postings in CNY."""
    return read(text, map_of(map_text).map)
