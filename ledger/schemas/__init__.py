"""The published JSON Schemas, one file per event type, and the referee that reads them.

The typed bodies are the source; ``python -m ledger.schemas`` writes the files and a test holds them equal. Typed
decoding admits and refuses, because it is fast; the schema is the published contract, and a differential test shows
that both accept the same documents. A schema describes a body with its sealed fields sealed or opened.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ledger.bodies import BODIES
from ledger.bodies.shared import Body, Part
from ledger.errors import FormatError
from ledger.strict_json import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(body: type[Body]) -> dict[str, Any]:
    """Return the JSON Schema of a body."""
    generated = msgspec.json.schema(body)
    definitions: dict[str, Any] = generated["$defs"]
    extras = {kind.__name__: kind.schema_extra for kind in _parts()}
    for name, definition in definitions.items():
        definition.update(extras.get(name, {}))
    own = definitions.pop(body.__name__)
    english, chinese = body.titles
    own.update(getattr(body, "schema_extra", {}))
    return {
        "$schema": DIALECT,
        "$id": f"mingzhang.{body.wire_name}.v1.schema.json",
        **own,
        "title": f"{english} {chinese}",
        "$defs": definitions,
    }


def _parts() -> set[type[Part]]:
    """Return every type of object that may stand inside a body."""
    direct = set(Part.__subclasses__())
    return direct | {kind for parent in direct for kind in parent.__subclasses__()}


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((files(__name__) / f"{name}.v1.schema.json").read_text())
    return Draft202012Validator(schema)


def check(name: str, data: Json) -> None:
    """Check a body, sealed or opened, against its published schema: the referee.

    Raises:
        FormatError: ``schema.invalid``, with the place and what was expected there.
    """
    error = best_match(_validator(name).iter_errors(data))
    if error is not None:
        raise FormatError(
            "schema.invalid",
            f"{name}: {error.json_path}: {error.message}",
            advice=f"See docs/reference/events.md#{name.replace('.', '')} for the members and their forms.",
        )


def write(folder: Path) -> None:
    """Write all schemas into ``folder``."""
    for name, body in BODIES.items():
        text = json.dumps(schema_of(body), ensure_ascii=False, indent=2)
        (folder / f"{name}.v1.schema.json").write_text(text + "\n", encoding="utf-8")
