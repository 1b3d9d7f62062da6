"""What is decided: motions, tallies, meetings."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.books import AsOf, Book, Library
from api.log import Community as CommunityId
from api.problems import found
from api.query import Limit, cursor_of, described
from api.resources.common import After, Id, answer_of
from projections.queries import assemblies, figures, meetings, motions
from projections.queries.assemblies import Assembly
from projections.queries.figures import Tally
from projections.queries.meetings import Meeting, MeetingDetail
from projections.queries.motions import Motion, MotionDetail


@dataclass(frozen=True, slots=True)
class Motions:
    """A page of motions; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    motions: list[Motion]
    next: str | None


@dataclass(frozen=True, slots=True)
class MotionAnswer:
    """One motion; ``assembly`` is null where the committee votes on it."""

    as_of: AsOf
    motion: MotionDetail
    assembly: Assembly | None


@dataclass(frozen=True, slots=True)
class Tallies:
    """The tallies of closed motions, as an export has them in ``tallies.json``."""

    as_of: AsOf
    tallies: list[Tally]


@dataclass(frozen=True, slots=True)
class Meetings:
    """A page of meetings; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    meetings: list[Meeting]
    next: str | None


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """One meeting."""

    as_of: AsOf
    meeting: MeetingDetail


def add_votes(routes: APIRouter, library: Library) -> None:
    """Add motions, tallies and meetings."""

    @routes.get("/motions", tags=["votes"], **described(Motions))
    def list_motions(request: Request, community: CommunityId, after: After = None, limit: Limit = 50) -> Response:
        """List the motions with the ballots counted so far, the latest day of opening first."""
        cursor = cursor_of(after)
        return answer_of(
            library,
            request,
            community,
            lambda as_of, page: Motions(as_of, page.motions, page.next),
            lambda book: motions.motions(book.tables, cursor, limit),
        )

    @routes.get("/motions/{motion}", tags=["votes"], **described(MotionAnswer))
    def show_motion(request: Request, community: CommunityId, motion: Id) -> Response:
        """Return one motion with its text and its ballots, or with the owners' vote and what it means."""

        def find(book: Book) -> tuple[MotionDetail, Assembly | None]:
            detail = found("motion", motion, motions.motion(book.tables, motion))
            return detail, assemblies.assembly(book.tables, motion)

        return answer_of(library, request, community, lambda as_of, both: MotionAnswer(as_of, *both), find)

    @routes.get("/tallies", tags=["votes"], **described(Tallies))
    def tallies(request: Request, community: CommunityId) -> Response:
        """List the tallies of closed motions, byte for byte what an export has in tallies.json."""
        return answer_of(library, request, community, Tallies, lambda book: figures.tallies(book.tables))

    @routes.get("/meetings", tags=["votes"], **described(Meetings))
    def list_meetings(request: Request, community: CommunityId, after: After = None, limit: Limit = 50) -> Response:
        """List the meetings, the latest day first."""
        cursor = cursor_of(after)
        return answer_of(
            library,
            request,
            community,
            lambda as_of, page: Meetings(as_of, page.meetings, page.next),
            lambda book: meetings.meetings(book.tables, cursor, limit),
        )

    @routes.get("/meetings/{meeting}", tags=["votes"], **described(MeetingAnswer))
    def show_meeting(request: Request, community: CommunityId, meeting: Id) -> Response:
        """Return one meeting with its agenda, attendance, minutes and signatures."""

        def find(book: Book) -> MeetingDetail:
            return found("meeting", meeting, meetings.meeting(book.tables, meeting))

        return answer_of(library, request, community, MeetingAnswer, find)
