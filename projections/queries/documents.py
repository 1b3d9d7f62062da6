"""Documents that were registered, and the sources that rows were imported from."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

_NO_MOVEMENTS = re.compile(
    r"不是收支的行 · no movements: (?P<rows>[0-9]{1,9}(?:-[0-9]{1,9})?(?:, [0-9]{1,9}(?:-[0-9]{1,9})?)*): (?P<why>.+)"
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: registered by itself (with media type and size) or beside an act, by the entry at ``index``.

    ``withdrawn`` is the index of the entry since which it is no longer handed out.
    """

    sha256: str
    title: str | None
    kind: str
    visibility: str
    media_type: str | None
    size: int | None
    index: int
    withdrawn: int | None


@dataclass(frozen=True, slots=True)
class OtherRows:
    """How many rows of a source move nothing, and why: ``subtotal``, ``above the header``, in the words of the map."""

    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Misstated:
    """A figure that a row of a source states, and the one that its rows give: ``balance``, ``total_in``, …."""

    row: int
    what: str
    stated: int
    expected: int


@dataclass(frozen=True, slots=True)
class Source:
    """An imported file; ``imported`` movements stand in the book, ``completed`` is the index of the confirmed end.

    ``replaces`` is the source that it is a newer edition of: of its rows, so many were ``added``, ``changed`` (taken
    back and brought in as they are now) and ``vanished`` (taken back); null before the confirmed end. ``misstated``
    are figures of the file that do not follow from its own rows.

    ``no_movements`` are its rows that move nothing, as the import has noted them; what rows there are beyond these are
    further lines of the same movements, or stood in the book before.
    """

    id: str
    name: str | None
    rows: int
    imported: int
    index: int
    completed: int | None
    replaces: str | None
    added: int | None
    changed: int | None
    vanished: int | None
    misstated: list[Misstated]
    no_movements: list[OtherRows]


def documents(tables: sqlite3.Connection) -> list[Document]:
    """Return all documents in the order of their first entry.

    What stood as public beside an act stays public: the hash of a document that is not public hides behind a nonce, so
    that whoever registers this very hash as not public takes a document away.
    """
    rows = tables.execute(
        "SELECT known.*, withdrawal.position FROM ("
        " SELECT sha256, title, class, CASE WHEN EXISTS (SELECT 1 FROM evidence WHERE evidence.sha256 = document.sha256"
        " AND evidence.visibility = 'public') THEN 'public' ELSE visibility END, media_type, size, position"
        " FROM document UNION ALL"
        " SELECT sha256, title, class, visibility, NULL, NULL, min(position) FROM evidence"
        " WHERE sha256 NOT IN (SELECT sha256 FROM document) GROUP BY sha256"
        ") AS known LEFT JOIN withdrawal USING (sha256) ORDER BY 7, 1"
    )
    return [Document(*row) for row in rows]


def documents_of(tables: sqlite3.Connection, index: int) -> list[Document]:
    """Return the documents that an entry names as evidence."""
    rows = tables.execute(
        "SELECT sha256, evidence.title, evidence.class, evidence.visibility, media_type, size, evidence.position,"
        " withdrawal.position"
        " FROM evidence LEFT JOIN document USING (sha256) LEFT JOIN withdrawal USING (sha256)"
        " WHERE evidence.position = ? ORDER BY evidence.rowid",
        (index,),
    )
    return [Document(*row) for row in rows]


def document(tables: sqlite3.Connection, sha256: str) -> Document | None:
    """Return one document."""
    return next((found for found in documents(tables) if found.sha256 == sha256), None)


def sources(tables: sqlite3.Connection) -> list[Source]:
    """Return all sources in the order in which they were registered."""
    rows = tables.execute(
        """
        SELECT id, name, rows, (
                SELECT count(*) FROM movement WHERE movement.source = source.id AND type = 'movement.imported'
            ) AS imported,
            position AS "index", completed_position AS completed, replaces, added, changed, vanished,
            (
                SELECT note FROM entry WHERE type = 'import.completed' AND subject = 'source/' || source.id
                ORDER BY entry.position DESC LIMIT 1
            ) AS no_movements
        FROM source ORDER BY position
        """
    ).fetchall()
    wrong: defaultdict[str, list[Misstated]] = defaultdict(list)
    for source, *figure in tables.execute(
        "SELECT source, row, what, stated, expected FROM misstated ORDER BY source, row, what"
    ):
        wrong[source].append(Misstated(*figure))
    return [
        Source(**{**row, "no_movements": other_rows(row["no_movements"] or "")}, misstated=wrong[row["id"]])
        for row in rows
    ]


def other_rows(note: str) -> list[OtherRows]:
    """Return what the note of an import says of rows that move nothing (`ledger.importing.notes`)."""
    found = []
    for line in note.splitlines():
        match = _NO_MOVEMENTS.fullmatch(line)
        if match:
            ranges = [[int(number) for number in one.split("-")] for one in match["rows"].split(", ")]
            found.append(OtherRows(sum(one[-1] - one[0] + 1 for one in ranges), match["why"]))
    return found
