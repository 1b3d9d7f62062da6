"""Rules and folds of owners' votes in the stream ``motion/<id>``: the roll, delivery, ballots and their counts.

The rules never see a vote. What can be checked in public is: numbers on the roll, each once; recorded in the window; a
second teller's sums over ranges of numbers that hold each live ballot once and stay within the roll; and the tally as
the sum of these. Lines of the roll give an owner's one head to one of the owner's units, so that heads add up.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from ledger.bodies.assembly import (
    BallotRecorded,
    BallotsCounted,
    BallotsDelivered,
    BallotVoided,
    Cell,
    ElectorateFrozen,
    Electors,
)
from ledger.bodies.motions import MotionTabled, TallyLine
from ledger.events import Event
from ledger.rules import tally
from ledger.rules.act import Act
from ledger.rules.motions import undecided, window_of
from ledger.rules.state import Motion
from ledger.rules.state.votes import Paper
from ledger.rules.tally import ABSTAIN, CAST, NO, NOTHING, VOID, YES, Count, Vote


def candidates_of(body: MotionTabled) -> tuple[str, ...]:
    """Return the ids that a ballot can choose, options before candidates."""
    people = body.candidates if isinstance(body.candidates, list) else []
    return tuple(option.id for option in [*body.options, *people])


def choices_of(body: MotionTabled) -> tuple[str, ...]:
    """Return every choice that is counted, in the order of a tally."""
    if body.method == "yes_no":
        return (YES, NO, ABSTAIN, VOID)
    cast = (CAST,) if body.method == "choose_up_to" else ()
    return (*candidates_of(body), *cast, ABSTAIN, VOID)


def counts_of(motion: Motion) -> dict[str, Count]:
    """Return what the counted ranges, or the official system, say of each choice; zeros included."""
    assert motion.tabled is not None
    counts = dict.fromkeys(choices_of(motion.tabled), NOTHING)
    cells: Iterable[Cell | TallyLine] = (cell for batch in motion.counted for cell in batch.cells)
    if motion.result is not None:
        cells = motion.result.tally
    for cell in cells:
        counts[cell.choice] = counts[cell.choice].plus(Count(cell.ballots, cell.area or 0, cell.heads or 0))
    return counts


def tally_of(motion: Motion) -> list[TallyLine]:
    """Return the tally of an assembly's motion."""
    return [TallyLine(choice=choice, **count._asdict()) for choice, count in counts_of(motion).items()]


def vote_of(motion: Motion) -> Vote:
    """Return what `ledger.rules.tally` asks about."""
    body = motion.tabled
    assert body is not None
    whole = NOTHING
    if motion.roll is not None:
        whole = Count(motion.roll.lines, motion.roll.area, motion.roll.heads)
    elif motion.result is not None:
        whole = Count(0, motion.result.electorate.area, motion.result.electorate.heads)
    delivered = NOTHING
    for delivery in motion.delivered:
        for part in delivery.buildings:
            delivered = delivered.plus(Count(part.units, part.area, part.heads))
    cast = Vote(
        whole, counts_of(motion), NOTHING, body.class_, body.method, candidates_of(body), body.seats or 1,
        body.alternates or 0,
    )  # fmt: skip
    return cast.after(delivered)


def check_kind(act: Act, body: MotionTabled) -> None:
    """Options where the method chooses among some, each once and none with a reserved name; a day that has law."""
    names = candidates_of(body)
    chooses = body.method != "yes_no"
    places = [places for places in (body.seats, body.alternates) if places is not UNSET]
    if chooses != bool(names) or (places and not chooses) or (body.method == "choose_up_to" and body.seats is UNSET):
        raise act.refuse(
            "motion.options",
            "a vote by yes and no has neither options nor seats; any other has options, and choose_up_to has seats",
            "Correct method, options, candidates and seats.",
        )
    if len(set(names)) != len(names) or tally.RESERVED & set(names):
        raise act.refuse(
            "motion.options",
            f"each option has an id of its own, and none is called {', '.join(sorted(tally.RESERVED))}",
            "Rename the options.",
        )
    if not act.pack.covers("assembly.base", body.opens[:10]):
        raise act.refuse("motion.window", f"the rule pack has no law for {body.opens[:10]}", "Correct opens.")


def _owners_motion(act: Act) -> Motion:
    """Return the act's motion, which the owners vote on and nobody has decided."""
    motion = undecided(act)
    assert motion.tabled is not None
    if motion.tabled.body != "assembly":
        raise act.refuse("motion.body", "the committee votes on this motion, not the owners", "Use ballot.cast.")
    return motion


def _with_roll(act: Act) -> tuple[Motion, ElectorateFrozen]:
    motion = _owners_motion(act)
    if motion.roll is None:
        raise act.refuse("electorate.missing", "the motion has no roll", "Record electorate.frozen first.")
    return motion, motion.roll


def check_frozen(act: Act, body: ElectorateFrozen) -> None:
    """Before opening, once, with a roll that the book knows, sums that agree and the buildings of the scope."""
    motion = _owners_motion(act)
    assert motion.tabled is not None
    act.check_date(body.as_of)
    if motion.roll is not None:
        raise act.refuse("electorate.twice", "the motion has its roll", "Nothing is to be done.")
    if act.admitted_at >= window_of(motion)[0]:
        raise act.refuse(
            "electorate.late", f"voting opened on {motion.tabled.opens}", "Freeze the roll before voting opens."
        )
    act.check_document(body.roll)
    names = [part.building for part in body.buildings]
    act.check_buildings(names)
    scope = motion.tabled.scope
    if len(set(names)) != len(names) or (scope != "all" and set(names) != set(scope)):
        raise act.refuse(
            "electorate.scope", "the roll has each building of the motion's scope once", "Correct the buildings."
        )
    if _sum(body.buildings) != Count(body.units, body.area, body.heads) or body.lines < body.heads:
        raise act.refuse(
            "electorate.sum",
            "the buildings do not add up to units, area and heads, or there are fewer lines than heads",
            "Correct the sums; an owner's one head stands at one unit.",
        )
    if body.area == 0 or body.heads == 0:
        raise act.refuse("electorate.sum", "nobody could vote", "Give the area and the heads of those who can.")


def fold_frozen(motion: Motion, _event: Event, body: ElectorateFrozen) -> None:
    """Fix who may vote."""
    motion.roll = body


def check_delivered(act: Act, body: BallotsDelivered) -> None:
    """After the roll, and with all deliveries together never more than it, in any building."""
    motion, roll = _with_roll(act)
    names = [part.building for part in body.buildings]
    if len(set(names)) != len(names):
        raise act.refuse("delivery.sum", "a building stands there twice", "Add its lines up.")
    for part in body.buildings:
        earlier = [one for delivery in motion.delivered for one in delivery.buildings if one.building == part.building]
        check_within(act, _sum([*earlier, part]), _building_of(roll, part.building), "delivery.sum")
    missing = Count(body.undelivered.units, body.undelivered.area, body.undelivered.heads)
    whole = Count(roll.units, roll.area, roll.heads)
    check_within(act, _sum(body.buildings).plus(missing), whole, "delivery.sum")


def fold_delivered(motion: Motion, _event: Event, body: BallotsDelivered) -> None:
    """Note who was reached."""
    motion.delivered.append(body)


def check_recorded(act: Act, body: BallotRecorded) -> None:
    """A number of the roll that has no live ballot, in the window; sealed or open as the motion says."""
    act.target(body.on, "motion.tabled")
    motion, roll = _with_roll(act)
    assert motion.tabled is not None
    opens, closes = window_of(motion)
    if not opens <= act.admitted_at < closes:
        raise act.refuse(
            "ballot.window",
            f"voting is from {motion.tabled.opens} to {motion.closes}",
            "A ballot counts when it reaches the ledger within the window; the chair can extend it while it is open.",
        )
    if body.ballot_no > roll.lines:
        raise act.refuse("ballot.roll", f"the roll has {roll.lines} lines", "Correct ballot_no.")
    if body.ballot_no in motion.live:
        raise act.refuse("ballot.twice", f"ballot {body.ballot_no} is recorded", "Void the other one first.")
    if (motion.tabled.secrecy == "sealed") != (body.vote is not UNSET):
        raise act.refuse(
            "ballot.secrecy",
            f"the motion is voted {motion.tabled.secrecy}",
            "Give the vote in `vote` where it is sealed, in `open_vote` where it is open.",
        )
    if (body.signed_by == "proxy") != (body.proxy_document is not UNSET):
        raise act.refuse("ballot.proxy", "a proxy, and nobody else, brings a document", "Give or drop proxy_document.")
    if isinstance(body.proxy_document, str):
        act.check_document(body.proxy_document)


def fold_recorded(motion: Motion, event: Event, body: BallotRecorded) -> None:
    """Put the ballot in."""
    motion.papers[event.id] = Paper(body.ballot_no, event.kid)
    motion.live[body.ballot_no] = event.id
    motion.voided.discard(body.ballot_no)


def check_voided(act: Act, body: BallotVoided) -> None:
    """A ballot that counts, before the result."""
    act.target(body.on, "ballot.recorded")
    motion = _owners_motion(act)
    if motion.live.get(motion.papers[body.on.id].ballot_no) != body.on.id:
        raise act.refuse("ballot.voided_twice", "the ballot is void", "Nothing is to be done.")


def fold_voided(motion: Motion, _event: Event, body: BallotVoided) -> None:
    """Take the ballot out; the range that it was counted in has to be counted again."""
    number = motion.papers[body.on.id].ballot_no
    del motion.live[number]
    motion.voided.add(number)
    motion.counted = [batch for batch in motion.counted if not batch.first <= number <= batch.last]


def check_counted(act: Act, body: BallotsCounted) -> None:
    """After voting, by somebody who recorded none of them; numbers counted once; sums that agree."""
    motion, roll = _with_roll(act)
    if act.admitted_at < window_of(motion)[1]:
        raise act.refuse("count.still_open", f"voting is open until {motion.closes}", "Count after that.")
    if not body.first <= body.last <= roll.lines:
        raise act.refuse("count.range", f"numbers go from 1 to {roll.lines}", "Correct first and last.")
    if any(body.first <= batch.last and batch.first <= body.last for batch in motion.counted):
        raise act.refuse("count.twice", "some of these ballots are counted", "Count each ballot once.")
    live = {number: event_id for number, event_id in motion.live.items() if body.first <= number <= body.last}
    if act.has_acted(motion.papers[event_id].kid for event_id in live.values()):
        raise act.refuse(
            "count.own_record", f"{act.member.id} recorded some of these ballots", "Another teller counts them."
        )
    _check_cells(act, motion, body, len(live))
    _check_within_roll(act, motion, roll, body)


def fold_counted(motion: Motion, _event: Event, body: BallotsCounted) -> None:
    """Add the sums."""
    motion.counted.append(body)


def _check_cells(act: Act, motion: Motion, body: BallotsCounted, live: int) -> None:
    """Refuse cells that do not hold each ballot once, or from which a single vote could be read."""
    assert motion.tabled is not None
    assert motion.roll is not None
    names = [(cell.building, cell.choice) for cell in body.cells]
    known = choices_of(motion.tabled)
    if len(set(names)) != len(names) or any(cell.choice not in known for cell in body.cells):
        raise act.refuse("count.choice", f"each choice stands once: {', '.join(known)}", "Correct the cells.")
    void = sum(body.first <= number <= body.last for number in motion.voided)
    found = _by_choice(body.cells)
    several = motion.tabled.method == "choose_up_to"
    held = found.get(CAST, 0) if several else sum(found.values()) - found.get(VOID, 0)
    if held != live or found.get(VOID, 0) != void:
        raise act.refuse(
            "count.sum",
            f"{live} of these ballots count and {void} are void; the cells hold {held} and {found.get(VOID, 0)}",
            "Count again.",
        )
    if several:
        cast = _total(cell for cell in body.cells if cell.choice == CAST)
        for choice in set(known) - {CAST, VOID}:
            chosen = _total(cell for cell in body.cells if cell.choice == choice)
            check_within(act, chosen, cast, "count.sum")
    least = act.pack.number("tally.cell_min", motion.tabled.opens[:10])
    everything = body.first == 1 and body.last == motion.roll.lines
    small = [cell for cell in body.cells if 0 < cell.ballots < least and not (everything and cell.building is UNSET)]
    if motion.tabled.secrecy == "sealed" and small:
        raise act.refuse(
            "count.small_cell",
            f"a sum of fewer than {least} ballots could give a vote away",
            "Count more ballots together, or leave out the building.",
        )


def _check_within_roll(act: Act, motion: Motion, roll: ElectorateFrozen, body: BallotsCounted) -> None:
    """Refuse more area or heads than the roll has, in all or in a building."""
    assert motion.tabled is not None
    exclusive = (CAST, VOID) if motion.tabled.method == "choose_up_to" else choices_of(motion.tabled)
    cells = [cell for batch in [*motion.counted, body] for cell in batch.cells if cell.choice in exclusive]
    check_within(act, _total(cells), Count(roll.lines, roll.area, roll.heads), "count.roll")
    for building in {cell.building for cell in body.cells if isinstance(cell.building, str)}:
        there = _building_of(roll, building)._replace(ballots=roll.lines)
        check_within(act, _total(cell for cell in cells if cell.building == building), there, "count.roll")


def uncounted(motion: Motion) -> list[int]:
    """Return the numbers of the ballots that count and stand in no counted range."""
    return [
        number for number in motion.live if not any(batch.first <= number <= batch.last for batch in motion.counted)
    ]


def check_counted_whole(act: Act, motion: Motion) -> None:
    """Refuse a result while a live ballot is in no counted range."""
    for number in uncounted(motion):
        raise act.refuse("motion.uncounted", f"ballot {number} is not counted", "Record ballots.counted for it.")


def check_within(act: Act, part: Count, whole: Count, rule_id: str) -> None:
    """Refuse more ballots, area or heads than there are."""
    if any(mine > all_of_it for mine, all_of_it in zip(part, whole, strict=True)):
        raise act.refuse(
            rule_id,
            f"{part.ballots} ballots or units, area {part.area}, heads {part.heads} are more than there are: "
            f"{whole.ballots}, {whole.area}, {whole.heads}",
            "Correct the sums.",
        )


def _building_of(roll: ElectorateFrozen, building: str) -> Count:
    return _sum([part for part in roll.buildings if part.building == building])


def _sum(parts: Iterable[Electors]) -> Count:
    total = NOTHING
    for part in parts:
        total = total.plus(Count(part.units, part.area, part.heads))
    return total


def _total(cells: Iterable[Cell]) -> Count:
    total = NOTHING
    for cell in cells:
        total = total.plus(Count(cell.ballots, cell.area, cell.heads))
    return total


def _by_choice(cells: Iterable[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in cells:
        found[cell.choice] = found.get(cell.choice, 0) + cell.ballots
    return found
