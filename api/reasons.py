"""The everyday words of the codes of reasons: why something was cancelled, ended, changed, taken back."""

from __future__ import annotations

from api.language import N_

REASONS: dict[str, str] = {
    "resigned": N_("Resigned"),
    "term_end": N_("The term has ended"),
    "removed": N_("Removed"),
    "disqualified": N_("No longer qualified"),
    "deceased": N_("Deceased"),
    "lost": N_("Lost"),
    "compromised": N_("In wrong hands"),
    "replaced": N_("Replaced by another"),
    "office_ended": N_("The office has ended"),
    "duplicate": N_("Asked for twice"),
    "newer_edition": N_("Replaced by a newer edition of the source"),
    "not_used": N_("No longer used"),
    "weather": N_("Bad weather"),
    "wrong_amount": N_("Wrong amount"),
    "wrong_account": N_("Wrong account"),
    "wrong_category": N_("Wrong category"),
    "mistake": N_("Recorded by mistake"),
    "more_work": N_("More work"),
    "less_work": N_("Less work"),
    "personal_data": N_("It held personal data"),
    "clarification": N_("To make it clear"),
    "covered_by_contract": N_("A contract covers it already"),
    "refused": N_("It was refused"),
    "not_common_expense": N_("No expense of everybody's"),
    "error": N_("Error"),
    "unsigned": N_("Not signed"),
    "unclear": N_("Not clear what was chosen"),
    "no_mandate": N_("No valid mandate"),
    "replaced_plan": N_("A better plan took its place"),
    "done": N_("Carried out"),
}
