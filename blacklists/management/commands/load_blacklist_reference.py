"""Load the blacklists of reference/blacklists.json; existing ones stay unchanged."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from blacklists.models import Blacklist


class Command(BaseCommand):
    help = "载入“黑名单”领域（已有的不覆盖）"

    def handle(self, *args: Any, **options: Any) -> None:
        text = Path(settings.BASE_DIR, "blacklists", "reference", "blacklists.json").read_text(encoding="utf-8")
        known = set(Blacklist.objects.values_list("code", flat=True))
        Blacklist.objects.bulk_create(Blacklist(**data) for data in json.loads(text) if data["code"] not in known)
