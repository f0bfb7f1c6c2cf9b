"""Check the public site by the measurable rules of the national inspection (publicity/site_checks.py)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publicity.site_checks import RULES, broken_rules


class Command(BaseCommand):
    help = "按政府网站检查指标中可以测量的各项核对公开网站；有不合格的，逐条列出，并以退出码1结束"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each rule that the site breaks, with the places, and exit with 1 if there is one."""
        broken = broken_rules()
        for rule, places in broken.items():
            self.stdout.write(f"不合格：{rule}（{len(places)}处）")
            for place in places:
                self.stdout.write(f"  {place}")
        if broken:
            raise CommandError(f"{len(RULES)}项检查中，{len(broken)}项不合格。", returncode=1)
        self.stdout.write(f"{len(RULES)}项检查均合格。")
