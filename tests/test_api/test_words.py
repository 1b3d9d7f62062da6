"""Every code that an event may carry to a page has an everyday word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

from api.words import WORDS
from ledger.bodies import BODIES, accounts, community, inquiries, meetings, motions, offices, shared
from ledger.bodies.shared import Part
from ledger.rules.packs import PACKS, load, pin_of
from ledger.rules.rulesets import CODES
from ledger.rules.tally import RESERVED
from projections.queries.movements import MISSING


def codes_of(part: Any, field: str) -> Iterator[str]:
    """Yield the strings that a typed field allows."""

    def walk(annotation: Any) -> Iterator[str]:
        for argument in get_args(annotation):
            if isinstance(argument, str):
                yield argument
            else:
                yield from walk(argument)

    yield from walk(get_type_hints(part)[field])


@pytest.mark.parametrize(
    ("family", "part", "field"),
    [
        ("fund", accounts.FundOpened, "kind"),
        ("purpose", accounts.FundOpened, "kind"),
        ("account", accounts.AccountOpened, "subtype"),
        ("role", community.FoundingMember, "roles"),
        ("body", community.FoundingMember, "body"),
        ("party", community.CounterpartyRegistered, "kind"),
        ("choice", motions.BallotCast, "choice"),
        ("outcome", motions.MotionClosed, "outcome"),
        ("class", motions.MotionTabled, "class_"),
        ("secrecy", motions.MotionTabled, "secrecy"),
        ("form", motions.MotionTabled, "form"),
        ("meeting", meetings.MeetingCalled, "kind"),
        ("mode", meetings.AttendanceRecorded, "mode"),
        ("stance", meetings.MinutesSigned, "stance"),
        ("document", shared.Evidence, "class_"),
        ("visibility", shared.Evidence, "visibility"),
        ("topic", inquiries.InquiryRaised, "topic"),
        ("channel", inquiries.InquiryRaised, "channel"),
        ("inquiry", inquiries.InquiryClosed, "outcome"),
        ("relation", offices.InterestDeclared, "relation"),
        ("seal", offices.SealUsed, "seal"),
        ("side", offices.HandoverSigned, "side"),
        ("scope", offices.AuditReported, "scope"),
        ("opinion", offices.AuditReported, "opinion"),
        ("speaker", meetings.ItemNoted, "speaker"),
    ],
)
def test_every_code_of_the_catalogue_has_a_word_and_no_other_has(family: str, part: type[Part], field: str) -> None:
    assert set(WORDS[family]) == set(codes_of(part, field))


def test_every_code_of_a_pack_has_a_word() -> None:
    packs = [load(pin_of(*pack)) for pack in PACKS]
    versions = [version for pack in packs for lines in pack.parameters.values() for version in lines]
    codes = {version.value for version in versions if isinstance(version.value, str)}
    codes |= {code for version in versions if isinstance(version.value, list) for code in version.value}
    codes |= {code for known in CODES.values() for code in known}
    assert codes == set(WORDS["rule_code"])
    assert {version.kind for version in versions} == set(WORDS["source"])
    standings = {one for pack in packs for act in pack.acts.values() for one in (*act.by, *act.confirmed_by)}
    assert standings <= set(WORDS["standing"])


def test_everything_that_may_be_missing_has_words() -> None:
    assert set(WORDS["missing"]) == set(MISSING)


def test_everything_that_owners_votes_say_has_words() -> None:
    assert set(WORDS["owners_choice"]) == RESERVED
    assert set(WORDS["fate"]) == {name for name in BODIES if name.startswith("resolution.")}
    assert set(WORDS["silent_ballots"]) == {"not_participating", "abstain", "follow_majority"}
