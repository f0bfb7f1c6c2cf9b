"""Requests that the system of another department sends to the blacklist API, and the responses that it reads."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.programs import read_all_pages
from tests.spreadsheet_files import uscc_of

CODE = "court-defaulters"


def entry(serial: int = 1, **fields: object) -> dict[str, object]:
    """Return the entry of the test enterprise with this serial; `fields` replace or add fields."""
    return {
        "source_id": f"S{serial}",
        "name": f"济南泺岬{serial:04d}进出口有限公司",
        "uscc": uscc_of(serial),
        "document_number": f"（2026）鲁0102执{serial}号",
        "listed_on": "2026-01-05",
        **fields,
    }


def body(*entries: object, **envelope: object) -> bytes:
    """Return the JSON body with these entries and the fields of the envelope."""
    return json.dumps({"entries": list(entries), **envelope}, ensure_ascii=False).encode()


def send(program: Client, content: bytes, code: str = CODE, content_type: str = "application/json") -> Any:
    return program.post(reverse("blacklists_api:entries_push", args=[code]), content, content_type=content_type)


def read_import(program: Client, pk: int) -> Any:
    """Return the state and the counts of an import."""
    return program.get(reverse("blacklists_api:import_detail", args=[pk])).json()


def problems_of(program: Client, pk: int) -> list[dict[str, Any]]:
    """Return all problems of an import."""
    return read_all_pages(program, reverse("blacklists_api:problem_list", args=[pk]))
