"""Findings about votes: what was declared against what the ballots mean, the class, the notice, and who counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, overdue
from projections.queries.assemblies import assembly

_IN_FAVOUR = ("adopted", "elected")
_CLASSES = ("ordinary", "special", "unanimous")
"""Weakest first."""
_COUNTING = (
    "electorate.frozen", "ballots.delivered", "ballot.recorded", "ballot.voided", "ballots.counted", "motion.closed",
    "entry.confirmed",
)  # fmt: skip


def _declared(views: Views) -> list[Any]:
    return views.rows(
        "SELECT id, position, body, class, opens, closed_position, outcome, recomputed FROM motion"
        " WHERE closed_position IS NOT NULL AND outcome <> recomputed ORDER BY closed_position"
    )


def _against_the_ballots(views: Views, motion: Any, ground: str) -> Found:
    index = motion["closed_position"]
    facts = (Fact("declared", motion["outcome"]), Fact("recomputed", motion["recomputed"]))
    day = motion["opens"][:10]
    return Found(index, views.day_of(index), refs=(motion["position"],), facts=facts, ground=ground, ruled_on=day)


def d1(views: Views) -> Iterator[Found]:
    """A motion was declared adopted in which too few took part."""
    for motion in _declared(views):
        if motion["recomputed"] == "no_quorum" and motion["outcome"] in _IN_FAVOUR:
            ground = "committee.present" if motion["body"] == "committee" else "assembly.participation.area"
            yield _against_the_ballots(views, motion, ground)


def d2(views: Views) -> Iterator[Found]:
    """An outcome was declared that is not what the ballots mean, for another reason than the quorum."""
    for motion in _declared(views):
        if motion["recomputed"] != "no_quorum" or motion["outcome"] not in _IN_FAVOUR:
            ground = "committee.in_favour" if motion["body"] == "committee" else f"assembly.{motion['class']}.area"
            yield _against_the_ballots(views, motion, ground)


def d3(views: Views) -> Iterator[Found]:
    """The owners vote on a matter by a weaker majority than the pack wants for it."""
    rows = views.rows(
        "SELECT position, matter, class, opens, withdrawn_position FROM motion WHERE body = 'assembly'"
        " ORDER BY position"
    )
    for row in rows:
        day = row["opens"][:10]
        for needed in _CLASSES[1:]:
            ground = f"assembly.{needed}_matters"
            weaker = _CLASSES.index(row["class"]) < _CLASSES.index(needed)
            if weaker and row["matter"] in views.pack_on(day).codes(ground, day):
                since, withdrawn = views.admitted[row["position"]], row["withdrawn_position"]
                until = None if withdrawn is None else views.admitted[withdrawn]
                facts = (Fact("matter", row["matter"]), Fact("class", row["class"]))
                yield Found(row["position"], since, until, facts=facts, ground=ground, ruled_on=day)


def d4(views: Views) -> Iterator[Found]:
    """The result would be another one without the ballots that were delivered and never came back."""
    for name, tabled, closed in views.rows(
        "SELECT id, position, closed_position FROM motion WHERE body = 'assembly' AND closed_position IS NOT NULL"
        " ORDER BY closed_position"
    ):
        found = assembly(views.tables, name)
        ruling = None if found is None else found.community
        if ruling is not None and ruling.without_silent.outcome != ruling.with_silent.outcome:
            facts = (
                Fact("declared", ruling.with_silent.outcome),
                Fact("without_silent", ruling.without_silent.outcome),
            )
            yield Found(closed, views.day_of(closed), refs=(tabled,), facts=facts)


def d5(views: Views) -> Iterator[Found]:
    """The declared sums are not those of the ballots that are voted openly; where one is not public, nobody can say."""
    rows = views.rows(
        "SELECT id, position, method, closed_position FROM motion WHERE body = 'assembly' AND secrecy = 'open'"
        " AND closed_position IS NOT NULL ORDER BY closed_position"
    )
    for motion in rows:
        papers = views.rows("SELECT vote, voided_position FROM paper WHERE motion = ? ORDER BY position", motion["id"])
        live = [paper["vote"] for paper in papers if paper["voided_position"] is None]
        if not live or None in live:
            continue
        counts: Counter[tuple[str, str]] = Counter()
        for vote in map(json.loads, live):
            chosen = vote.get("options") or [vote["choice"]]
            cast = ["cast"] if motion["method"] == "choose_up_to" and "void" not in chosen else []
            for choice in (*chosen, *cast):
                counts.update(
                    {(choice, "ballots"): 1, (choice, "area"): vote["area"], (choice, "heads"): vote["heads"]}
                )
        for line in views.rows("SELECT * FROM tally WHERE motion = ? AND choice <> 'void' ORDER BY line", motion["id"]):
            if any(line[what] != counts[line["choice"], what] for what in ("ballots", "area", "heads")):
                facts = (Fact("choice", line["choice"]), Fact("number", counts[line["choice"], "ballots"]))
                index = motion["closed_position"]
                yield Found(index, views.day_of(index), refs=(motion["position"],), key=line["choice"], facts=facts)


def d6(views: Views) -> Iterator[Found]:
    """A meeting was called, or a written vote opened, later than the pack wants; a motion is not on the agenda.

    An assembly is extraordinary where owners had asked for the meeting, with the paper that they signed.
    """
    for kind, index, at, petition in views.rows(
        """
        WITH called AS (
            SELECT kind, position, at, id AS meeting FROM meeting WHERE kind <> 'hearing'
            UNION ALL SELECT body, position, opens, meeting FROM motion WHERE body = 'assembly' AND form = 'written'
        )
        SELECT kind, position, at, EXISTS (
            SELECT 1 FROM meeting_request AS asked
            WHERE asked.meeting = called.meeting AND petition AND asked.position < called.position
        ) FROM called ORDER BY position
        """
    ):
        day, notice = views.day(at), views.admitted[index]
        ground = "assembly.extraordinary_notice_days" if petition and kind == "assembly" else f"{kind}.notice_days"
        days = views.pack_on(day).number(ground, day)
        if later(notice, days) > day:
            yield Found(index, notice, facts=(Fact("day", day), Fact("needed", days)), ground=ground)
    for index, notice in views.rows(
        "SELECT motion.position, meeting.position FROM motion JOIN meeting ON meeting.id = motion.meeting"
        " WHERE NOT EXISTS (SELECT 1 FROM agenda WHERE agenda.meeting = meeting.id AND agenda.motion = motion.id)"
        " ORDER BY motion.position"
    ):
        yield Found(index, views.admitted[index], refs=(notice,), key="agenda")


def d7(views: Views) -> Iterator[Found]:
    """Ballots of the owners were not counted by a second teller, or no second teller certified the result, in time."""
    rows = views.rows(
        """
        SELECT motion.position, motion.closes, motion.closed_position, motion.withdrawn_position, (
            SELECT min(waiting.position) FROM waiting
            WHERE waiting.subject = 'motion/' || motion.id AND waiting.type = 'motion.closed'
        ) AS declared, (
            SELECT count(*) FROM paper WHERE paper.motion = motion.id
        ) AS papers
        FROM motion WHERE body = 'assembly' ORDER BY motion.position
        """
    )
    for row in rows:
        if row["declared"] is None and not row["papers"]:
            continue
        end = views.day(row["closes"])
        due = later(end, views.pack_on(end).number("assembly.objection_days", end))
        ends = [row["closed_position"], row["withdrawn_position"]]
        done = min((views.day_of(one) for one in ends if one is not None), default=None)
        held = overdue(due, done)
        refs = () if row["declared"] is None else (row["declared"],)
        yield Found(row["position"], *held, refs=refs, facts=(Fact("due", due),))


def d8(views: Views) -> Iterator[Found]:
    """Somebody who is a candidate acted as a teller in the same vote, under the member's id or a party of theirs."""
    places = ", ".join("?" * len(_COUNTING))
    rows = views.rows(
        f"""
        SELECT motion.position, entry.member, min(entry.position) AS act, count(*) AS number
        FROM motion JOIN candidate ON candidate.motion = motion.id JOIN entry ON entry.subject = 'motion/' || motion.id
            LEFT JOIN party ON party.id = candidate.id
        WHERE entry.type IN ({places}) AND entry.member IN (candidate.id, party.member) AND motion.body = 'assembly'
        GROUP BY motion.id, entry.member ORDER BY act
        """,  # noqa: S608 - only ?
        *_COUNTING,
    )
    for tabled, member, act, number in rows:
        facts = (Fact("member", member), Fact("number", number))
        yield Found(act, views.admitted[act], refs=(tabled,), facts=facts)


DEFINITIONS = (
    Definition(
        "D1",
        "critical",
        Words("Too few took part", "参加表决的人数不足"),
        Words(
            "the ballots do not show that as many took part as a decision needs",
            "账本中的表决票未显示参加表决的达到所需比例",
        ),
        d1,
        ("committee.present", "assembly.participation.area", "assembly.participation.heads"),
    ),
    Definition(
        "D2",
        "critical",
        Words("The declared result is not what the ballots mean", "宣布的结果与表决票不符"),
        Words("the ballots do not show the result that was declared", "账本中的表决票未显示所宣布的结果"),
        d2,
        ("committee.in_favour", "assembly.ordinary.area", "assembly.special.area", "assembly.unanimous.area"),
    ),
    Definition(
        "D3",
        "high",
        Words("A weaker majority than the matter needs", "表决类别低于事项所需"),
        Words(
            "the book does not show why this matter is voted on by a weaker majority",
            "账本中未发现该事项按较低多数表决的原因",
        ),
        d3,
        ("assembly.special_matters", "assembly.unanimous_matters"),
    ),
    Definition(
        "D4",
        "warn",
        Words("Ballots that never came back decide", "未反馈的选票改变结果"),
        Words("the ballots that came back do not show the result by themselves", "仅凭收回的选票未显示这一结果"),
        d4,
        ("assembly.silent_ballots",),
    ),
    Definition(
        "D5",
        "high",
        Words("The sums are not those of the ballots", "计票与公开的选票不符"),
        Words("the public ballots do not add up to the declared sums", "账本中公开的选票加不出所宣布的合计"),
        d5,
    ),
    Definition(
        "D6",
        "high",
        Words("Late notice, or not on the agenda", "通知过晚或未列入议程"),
        Words(
            "the book does not show the notice or the agenda that there was to be", "账本中未发现按期发出的通知或议程"
        ),
        d6,
        ("committee.notice_days", "assembly.notice_days", "assembly.extraordinary_notice_days"),
    ),
    Definition(
        "D7",
        "high",
        Words("Not counted or certified by a second teller", "没有第二名计票人计票或确认"),
        Words(
            "the book does not show that a second teller counted the ballots and certified the result in time",
            "账本中未发现第二名计票人按期计票并确认结果",
        ),
        d7,
        ("assembly.objection_days",),
    ),
    Definition(
        "D8",
        "high",
        Words("A teller is a candidate", "计票人是候选人"),
        Words(
            "the book does not show that somebody who is no candidate did this in the vote",
            "账本中未发现这一步由非候选人完成",
        ),
        d8,
    ),
)
