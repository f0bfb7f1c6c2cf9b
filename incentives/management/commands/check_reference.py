"""manage.py check_reference: list where the database differs from the reference data; exit 1 if it does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incentives.reference_data import amendments, differences


class Command(BaseCommand):
    help = "核对数据库与行动计划的文件是否一致"

    def handle(self, *args: Any, **options: Any) -> None:
        for message in amendments():
            self.stdout.write(f"说明：{message}")
        found = list(differences())
        for message in found:
            self.stdout.write(f"不一致：{message}")
        if found:
            raise CommandError(f"与文件有{len(found)}处不一致。", returncode=1)
        self.stdout.write("与文件一致。")
