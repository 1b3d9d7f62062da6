"""Rows of what the community sets for itself: the pack in force with its settings, and the number of seats."""

from __future__ import annotations

from ledger import strict_json
from ledger.bodies.community import RulesetAdopted, SeatsSet
from ledger.rules.rulesets import builtins_of
from projections.effect import Effect


def adopted(effect: Effect, body: RulesetAdopted) -> None:
    """Show the pack that governs from here on; the settings of the adoption before hold no longer, and stay."""
    effect.execute(
        "UPDATE community SET pack = ?, pack_version = ?, pack_sha256 = ?, rules = ?",
        body.pack.id,
        body.pack.version,
        body.pack.sha256,
        body.rules,
    )
    effect.insert(
        "ruleset",
        position=effect.position,
        pack=body.pack.id,
        pack_version=body.pack.version,
        pack_sha256=body.pack.sha256,
        motion=body.motion,
    )
    for setting in body.settings:
        effect.insert(
            "setting",
            position=effect.position,
            parameter=setting.parameter,
            value=strict_json.dump(builtins_of(setting)).decode(),
            clause=effect.text(setting.clause),
        )


def seats_set(effect: Effect, body: SeatsSet) -> None:
    """Show how many seats there are from here on."""
    effect.execute("UPDATE community SET seats = ?", body.established)
    effect.insert("seats_set", position=effect.position, established=body.established, basis=effect.text(body.basis))
