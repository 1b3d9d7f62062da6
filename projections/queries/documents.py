"""Documents that were registered, and the sources that rows were imported from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


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
class Source:
    """An imported file; ``imported`` rows stand in the book, ``completed`` is the index of the confirmed end."""

    id: str
    name: str | None
    rows: int
    imported: int
    index: int
    completed: int | None


def documents(tables: sqlite3.Connection) -> list[Document]:
    """Return all documents in the order of their first entry."""
    rows = tables.execute(
        "SELECT known.*, withdrawal.position FROM ("
        " SELECT sha256, title, class, visibility, media_type, size, position FROM document UNION ALL"
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
        "SELECT id, name, rows, (SELECT count(*) FROM movement WHERE movement.source = source.id), position,"
        " completed_position FROM source ORDER BY position"
    )
    return [Source(*row) for row in rows]
