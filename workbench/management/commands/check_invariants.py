"""Check the invariants of the data (workbench/invariants.py)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workbench.invariants import INVARIANTS, broken_invariants

EXAMPLES = 20


class Command(BaseCommand):
    help = "核对数据应始终成立的规则；有不成立的，逐条列出，并以退出码1结束"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--examples", type=int, default=EXAMPLES, help=f"每条规则最多列出几处（默认{EXAMPLES}）")

    def handle(self, *args: Any, examples: int, **options: Any) -> None:
        """Print each broken invariant with its subjects, and exit with 1 if there is one."""
        broken = broken_invariants()
        for text, subjects in broken.items():
            self.stdout.write(f"不成立：{text}（{len(subjects)}处）")
            for subject in subjects[:examples]:
                self.stdout.write(f"  {subject}")
        if broken:
            raise CommandError(f"{len(INVARIANTS)}条规则中，{len(broken)}条不成立。", returncode=1)
        self.stdout.write(f"{len(INVARIANTS)}条规则均成立。")
