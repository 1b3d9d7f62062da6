"""One duty, and the kinds that there are: their codes, the parameter that sets the time, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

State = Literal["done", "due", "overdue"]


class Kind(NamedTuple):
    """A kind of duty: the parameter of the pack that says by when (None: the entry itself does), and its name."""

    parameter: str | None
    en: str
    zh: str


KINDS = {
    "fund_publication": Kind("publication.maintenance_fund_months", "Publish the accounts of the fund", "公示资金收支"),
    "fund_audit": Kind("audit.months", "Have the fund audited", "资金审计"),
    "reconciliation": Kind(
        "finding.reconcile_days", "Compare the account with the bank, two people", "和银行对账（两人）"
    ),
    "emergency_confirmation": Kind("emergency.confirm_days", "Confirm the emergency repair", "确认应急维修"),
    "meeting_held": Kind(None, "Hold the meeting that was called", "召开已通知的会议"),
    "committee_meeting": Kind("committee.meeting_months", "Hold a committee meeting", "召开业主委员会会议"),
    "assembly_meeting": Kind("assembly.meeting_months", "Hold an owners' assembly", "召开业主大会"),
    "minutes_recorded": Kind("committee.publish_days", "Make the minutes of the meeting public", "公布会议纪要"),
    "minutes_signed": Kind("minutes.signed_days", "Sign the minutes, everybody who was there", "参会人签署会议纪要"),
    "vote_result": Kind("committee.publish_days", "Declare the result of the vote", "公布表决结果"),
    "objection_answer": Kind("objection.answer_days", "Answer the objection to a vote", "答复对表决的异议"),
    "inquiry_answer": Kind("inquiry.answer_days", "Answer an owner's question", "答复业主询问"),
    "key_enrolment": Kind("finding.enrol_days", "Enrol the key that was announced", "启用已引荐的密钥"),
    "election": Kind("term.prepare_days", "Elect the next committee before the term ends", "任期届满前完成换届选举"),
    "filing": Kind("filing.days", "File the elected committee with the authority", "业主委员会备案"),
    "handover": Kind("handover.days", "Hand over, both sides", "换届移交（双方签字）"),
    "seal_use_publication": Kind("duty.seal_use_months", "Publish how the seals were used", "公布用印情况"),
    "member_fees_publication": Kind(
        "duty.member_fees_months", "Publish whether members pay their fees", "公布委员交费情况"
    ),
}
"""Code to kind."""

PERFORMED = ("filing", "seal_use_publication", "member_fees_publication")
"""What no other entry shows: it is done where a ``duty.performed`` names the code."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done, and whether it was.

    ``about`` is the id of the fund, account, meeting, motion, inquiry or member that it is about, None where that is
    the community. Days are ``YYYY-MM-DD`` in the community's time zone; ``begins`` is the day on which the duty arises,
    ``done_on`` the one on which the last of what it asks for was done, None where that is not in the book. ``refs`` and
    ``done_by`` are positions of entries: those that it arises from, and those that did it. ``article`` is the source of
    ``parameter``, of a ``kind`` law, local or ours, and ``status`` how sure we are of it; where an entry itself says by
    when, there is no parameter and no article.
    """

    code: str
    about: str | None
    period: str | None
    begins: str
    due: str
    done_on: str | None
    refs: tuple[int, ...]
    done_by: tuple[int, ...]
    parameter: str | None
    kind: str
    article: str
    status: str

    @property
    def id(self) -> str:
        """The same for ever: ``fund_publication/common/2026-Q2``."""
        return "/".join(part for part in (self.code, self.about, self.period) if part)

    def is_done(self, on: date) -> bool:
        """Tell whether it was done by the end of a day."""
        return self.done_on is not None and self.done_on <= on.isoformat()

    def state(self, on: date) -> State:
        """Return whether on a day it is done, due or overdue; what is done late is done."""
        if self.is_done(on):
            return "done"
        return "overdue" if on.isoformat() > self.due else "due"

    def late_days(self, on: date) -> int:
        """Return by how many days it was late when it was done, or is late on a day; 0 where it was or is not."""
        until = date.fromisoformat(self.done_on) if self.done_on is not None and self.is_done(on) else on
        return max((until - date.fromisoformat(self.due)).days, 0)
