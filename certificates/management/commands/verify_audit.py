"""manage.py verify_audit: check the chain over the audit log; exit 1 where a row was changed, removed or added.

The command is here because the heads of the chain that were signed are.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.chain import verify
from audit.models import AuditBatch
from certificates.verifying import faults_of_audit_heads


class Command(BaseCommand):
    help = "核验审计日志：有没有记录被改动、删除或事后加入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", help="此前抄录的校验值，应仍在链上")

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        faults = [*verify(), *faults_of_audit_heads()]
        if head and not AuditBatch.objects.filter(head=head).exists():
            faults.append(f"链上没有校验值{head}，该校验值以前的批次被改写或删除。")
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"审计日志有{len(faults)}处不符。", returncode=1)
        last = AuditBatch.objects.last()
        self.stdout.write(f"审计日志完整，最后是{last}，校验值{last.head}。" if last else "审计日志还没有封存的批次。")
