"""Short ways for the tests of the entries API: what a sector's program sends, and asks."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.spreadsheet_files import uscc_of

CODE = "court-defaulters"


def entry(serial: int = 1, **said: object) -> dict[str, object]:
    """What a program says of one of the enterprises that tests have."""
    return {
        "source_id": f"S{serial}",
        "name": f"济南泺岬{serial:04d}进出口有限公司",
        "uscc": uscc_of(serial),
        "document_number": f"（2026）鲁0102执{serial}号",
        "listed_on": "2026-01-05",
        **said,
    }


def body(*entries: object, **said: object) -> bytes:
    return json.dumps({"entries": list(entries), **said}, ensure_ascii=False).encode()


def send(program: Client, content: bytes, code: str = CODE, content_type: str = "application/json") -> Any:
    return program.post(reverse("blacklists_api:entries_push", args=[code]), content, content_type=content_type)


def ask(program: Client, pk: int, query: str = "") -> Any:
    """How an import fares, as the program is told."""
    return program.get(reverse("blacklists_api:import_detail", args=[pk]) + query).json()
