"""Rules and folds of what the community sets for itself: the rule pack with its settings, and the number of seats."""

from __future__ import annotations

import msgspec

from ledger.bodies.community import ExactFraction, RulesetAdopted, SeatsSet, Setting
from ledger.events import Event
from ledger.rules import packs
from ledger.rules.act import Act
from ledger.rules.packs import Fraction, Pack, Value
from ledger.rules.state import Community
from ledger.strict_json import Json

RULES_VERSIONS = (1,)
CODES: dict[str, frozenset[str]] = {
    "assembly.ranking": frozenset({"heads", "area"}),
    "assembly.silent_ballots": frozenset({"not_participating", "abstain", "follow_majority"}),
}
"""Codes that the program knows and no pack of this release needs to have."""
_PERIODS = ("days", "months", "years")
_PERIOD_MAX = 1_200
"""Beyond a century of months a period means nothing, and calendars overflow."""


def check_ruleset(act: Act, body: RulesetAdopted) -> None:
    """A pack of this release, settings that fit it, and the adopted motion that it asks for."""
    if body.rules not in RULES_VERSIONS:
        raise act.refuse(
            "rules.unknown",
            f"there is no rules version {body.rules}; known: {RULES_VERSIONS}",
            "Install the version of Mingzhang that has it.",
        )
    pack = packs.load(body.pack)
    names = [setting.parameter for setting in body.settings]
    if len(set(names)) != len(names):
        raise act.refuse("ruleset.repeated", "a parameter is set twice", "Keep one line for each parameter.")
    for setting in body.settings:
        _check_setting(act, setting, pack)
    _check_motion(act, body.motion)


def _check_setting(act: Act, setting: Setting, pack: Pack) -> None:
    versions = pack.parameters.get(setting.parameter)
    if versions is None:
        raise act.refuse(
            "ruleset.parameter",
            f"the pack {pack.id} has no parameter {setting.parameter!r}",
            "The page of the rules in force lists them.",
        )
    value = value_of(setting)
    if any(type(value) is not type(version.value) for version in versions):
        raise act.refuse(
            "ruleset.value",
            f"{setting.parameter} takes a value like {versions[-1].value!r}",
            "Write a number, a code, several codes or a fraction, as the pack does.",
        )
    if isinstance(value, str) and value not in _codes(setting.parameter):
        raise act.refuse(
            "ruleset.code",
            f"{setting.parameter} knows no {value!r}",
            f"Use one of: {', '.join(sorted(_codes(setting.parameter)))}.",
        )
    if isinstance(value, int) and setting.parameter.endswith(_PERIODS) and value > _PERIOD_MAX:
        raise act.refuse("ruleset.period", f"{value} is too long a period", f"The longest is {_PERIOD_MAX}.")


def _codes(parameter: str) -> set[str]:
    """Return the codes that the program knows: those of the packs of this release, and `CODES`."""
    loaded = [packs.load(packs.pin_of(*pack)) for pack in packs.PACKS]
    values = [version.value for pack in loaded for version in pack.parameters[parameter]]
    return {value for value in values if isinstance(value, str)} | CODES.get(parameter, frozenset())


def value_of(setting: Setting) -> Value:
    """Return the value of a setting as a pack has it."""
    match setting.value:
        case ExactFraction(numerator=numerator, denominator=denominator, strictly=strictly):
            return Fraction(numerator, denominator, strictly)
    return setting.value


def builtins_of(setting: Setting) -> Json:
    """Return the value of a setting as it stands on the wire."""
    value: Json = msgspec.to_builtins(setting.value)
    return value


def _check_motion(act: Act, motion_id: str) -> None:
    """The motion was adopted, by a body that the pack in force lets decide on it."""
    motion = act.motion(motion_id)
    if motion.tabled is None:
        raise act.unresolved("motion", motion_id)
    bodies = act.pack.codes("ruleset.adopted_by", act.admitted_at.date().isoformat())
    if motion.tabled.body not in bodies:
        raise act.refuse(
            "ruleset.body",
            f"rules are adopted by: {', '.join(bodies)}; the motion was before the {motion.tabled.body}",
            "Table the motion before the body that decides on the rules.",
        )
    if motion.tabled.matter != "house_rules":
        raise act.refuse(
            "ruleset.matter",
            f"the motion {motion_id!r} was about {motion.tabled.matter}, not about the rules",
            "Name the motion of the matter house_rules by which these settings were adopted.",
        )
    if not motion.holds:
        raise act.refuse(
            "ruleset.motion",
            f"the motion {motion_id!r} was not adopted, or holds no longer",
            "Record motion.closed first, if it was.",
        )


def fold_ruleset(community: Community, _event: Event, body: RulesetAdopted) -> None:
    """From here on the pack with these settings governs."""
    community.pack = adopted_pack(body)


def adopted_pack(body: RulesetAdopted) -> Pack:
    """Return the pack that an adoption puts in force."""
    values = {setting.parameter: value_of(setting) for setting in body.settings}
    return packs.load(body.pack).with_values(values)


def check_seats(act: Act, body: SeatsSet) -> None:
    """No seat that is held falls away."""
    above = [member for member in act.community.seats_held if (member.seat_no or 0) > body.established]
    if above:
        raise act.refuse(
            "seats.held",
            f"seat {above[0].seat_no} is held and would be above the {body.established} established seats",
            "Record member.ended for its holder first, and confirm it.",
        )


def fold_seats(community: Community, _event: Event, body: SeatsSet) -> None:
    """From here on there are so many seats."""
    community.seats = body.established
