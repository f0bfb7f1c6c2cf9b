"""manage.py verify_log: compare the log of certificates with its hashes and signed checkpoints (docs/ops.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.log import tree_size
from certificates.models import Checkpoint
from certificates.verifying import verify_log


class Command(BaseCommand):
    help = "核对资格证明的日志：有没有被删除、改动或倒填的记录"

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(verify_log())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"日志有{len(faults)}处不符。")
        self.stdout.write(f"日志共{tree_size()}项，与{Checkpoint.objects.count()}个检查点相符。")
