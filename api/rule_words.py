"""Words for what rules speak of: the matters that are voted on, and the codes of the packs."""

from __future__ import annotations

from api.language import N_

_OWNERS_MATTERS = {
    "fund_raise": N_("Raising the maintenance fund"),
    "rebuild": N_("Rebuilding"),
    "common_use_change": N_("Changing the use of shared places"),
    "common_business": N_("Earning with what everybody owns"),
    "dwelling_to_business": N_("Turning a home into a business"),
}
MATTERS = {
    "repair": N_("Repair"),
    "expense": N_("Expense"),
    "fund_use": N_("Use of a fund"),
    **_OWNERS_MATTERS,
    "house_rules": N_("House rules"),
    "other": N_("Another matter"),
}
RULE_CODES = {
    "participants": N_("Of those who took part"),
    "all": N_("Of all owners"),
    "not_participating": N_("Did not take part"),
    "abstain": N_("Took part without being in favour"),
    "follow_majority": N_("Count with the majority"),
    "heads": N_("By the number of owners"),
    "area": N_("By area"),
    **_OWNERS_MATTERS,
    "fund_use": N_("Using the maintenance fund"),
    "always": N_("Always"),
    "below_trigger": N_("While the fund is below the share at which it is topped up"),
    "maintenance": N_("Maintenance fund"),
    "common_income": N_("Common income"),
    "seat": N_("Any seat of the committee"),
    "supervisor": N_("Guiding body"),
    "assembly": N_("Owners' assembly"),
    "committee": N_("Owners' committee"),
    "bank_charge": N_("Bank charges"),
    "tax": N_("Tax"),
    "court_levy": N_("Taken by a court"),
}
