"""manage.py load_reference: load the departments, the first plan and its measures from the reference files."""

from typing import Any

from django.core.management.base import BaseCommand

from incentives.reference_data import load_reference_data


class Command(BaseCommand):
    help = "载入成员单位、首个行动计划及其措施（已有的不覆盖）"

    def handle(self, *args: Any, **options: Any) -> None:
        load_reference_data()
