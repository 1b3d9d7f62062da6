"""The everyday word for each code that events and views use; English here, Chinese in the catalogue.

``N_`` marks a word for extraction, as gettext's ``N_`` does. A code without a word is shown as it is.
"""

from __future__ import annotations


def N_(word: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a word for the catalogue."""
    return word


WORDS: dict[str, dict[str, str]] = {
    "fund": {
        "maintenance": N_("Maintenance fund"),
        "common_income": N_("Common income"),
        "property_fee": N_("Property service fees"),
        "committee": N_("Committee's expenses"),
        "other": N_("Other fund"),
    },
    "purpose": {
        "maintenance": N_("For large repairs of what everybody owns: lifts, roofs, outer walls, pipes."),
        "common_income": N_("What the shared places earn: parking, adverts, rooms let. It belongs to all owners."),
        "property_fee": N_("What owners pay for the daily service: cleaning, guards, small repairs."),
        "committee": N_("What the owners' committee itself spends: paper, printing, allowances."),
        "other": N_("A fund of its own; its name says what it is for."),
    },
    "owner": {
        "manager": N_("This money belongs to the property manager, not to the owners."),
        "others": N_("This money belongs to others, not to the owners."),
    },
    "role": {
        "chair": N_("Chair"),
        "vice_chair": N_("Vice chair"),
        "treasurer": N_("Treasurer"),
        "secretary": N_("Secretary"),
        "member": N_("Member"),
        "staff": N_("Staff"),
        "teller": N_("Teller"),
        "supervisor": N_("Guiding body"),
        "manager": N_("Property manager"),
        "auditor": N_("Auditor"),
        "owner_rep": N_("Owners' representative"),
    },
    "body": {
        "committee": N_("Owners' committee"),
        "staff": N_("Staff"),
        "teller": N_("Tellers"),
        "supervisor": N_("Guiding body"),
        "manager": N_("Property manager"),
        "auditor": N_("Auditors"),
        "owner_rep": N_("Owners' representatives"),
    },
    "choice": {"yes": N_("In favour"), "no": N_("Against"), "abstain": N_("Abstained"), "recuse": N_("Stood aside")},
    "owners_choice": {
        "yes": N_("In favour"),
        "no": N_("Against"),
        "abstain": N_("Abstained"),
        "void": N_("Void papers"),
        "cast": N_("Papers that count"),
    },
    "majority": {
        "ordinary": N_("Ordinary matter"),
        "special": N_("Special matter"),
        "unanimous": N_("Everybody concerned must agree"),
    },
    "secrecy": {"open": N_("Open ballots"), "sealed": N_("Secret ballots")},
    "silent_ballots": {
        "not_participating": N_("Ballots that did not come back do not count."),
        "abstain": N_("Ballots that did not come back count as taking part, not as in favour."),
        "follow_majority": N_("Ballots that did not come back count with the majority."),
    },
    "fate": {
        "resolution.ended": N_("The resolution has ended"),
        "resolution.challenged": N_("Somebody has gone to court over it"),
        "resolution.annulled": N_("The resolution was annulled"),
    },
    "outcome": {
        "adopted": N_("Adopted"),
        "rejected": N_("Not adopted"),
        "no_quorum": N_("Too few took part"),
        "elected": N_("Elected"),
    },
    "meeting": {
        "committee": N_("Committee meeting"),
        "assembly": N_("Owners' assembly"),
        "hearing": N_("Hearing"),
    },
    "mode": {"present": N_("In the room"), "remote": N_("By telephone or video")},
    "stance": {"agree": N_("Agrees"), "dissent": N_("Dissents")},
    "form": {"meeting": N_("Vote in a meeting"), "written": N_("Vote in writing")},
    "account": {
        "bank": N_("Bank account"),
        "cash": N_("Cash"),
        "advance": N_("Advance"),
        "deposit": N_("Deposit"),
        "transit": N_("In transit"),
        "received_in_advance": N_("Received in advance"),
        "receivable": N_("Receivable"),
        "payable": N_("Payable"),
        "net_assets": N_("Net assets"),
        "other": N_("Other account"),
    },
    "party": {
        "company": N_("Firm"),
        "person": N_("Person"),
        "authority": N_("Authority"),
        "member": N_("Member"),
    },
    "key": {
        "announced": N_("Announced"),
        "active": N_("In use"),
        "ended": N_("ended with the office"),
        "revoked": N_("Ended"),
    },
    "document": {
        "invoice": N_("Invoice"),
        "receipt": N_("Receipt"),
        "contract": N_("Contract"),
        "minutes": N_("Minutes"),
        "notice": N_("Notice"),
        "statement": N_("Bank statement"),
        "resolution": N_("Resolution"),
        "ballot_paper": N_("Ballot paper"),
        "report": N_("Report"),
        "photo": N_("Photo"),
        "roll": N_("Roll"),
        "other": N_("Document"),
    },
    "visibility": {"public": N_("Public"), "owners": N_("For owners"), "sealed": N_("Not public")},
    "missing": {
        "request": N_("no request before it"),
        "approval_of_chair": N_("the chair's approval not found"),
        "motion": N_("no resolution found, which this amount needs"),
        "motion_not_adopted": N_("the resolution was not adopted before the payment"),
        "motion_of_other_fund": N_("the resolution speaks of another fund"),
        "above_motion": N_("more was paid than the resolution allows"),
        "above_request": N_("more was paid than was asked for"),
        "cancelled": N_("the request had been taken back"),
        "outvoted": N_("more members had said no than yes"),
        "minutes": N_("the minutes of the meeting that decided not found"),
        "invoice": N_("neither invoice nor document found"),
    },
}

SECTIONS = {
    "funds": N_("Accounts"),
    "motions": N_("Votes"),
    "meetings": N_("Meetings"),
    "members": N_("Committee"),
    "check": N_("Check it"),
}
"""Main sections: last part of the address, and what it is called."""
