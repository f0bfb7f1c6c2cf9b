"""manage.py revoke_api_token SYSTEM: revoke the tokens of a system."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import revoke_token
from accounts.models import ApiToken


class Command(BaseCommand):
    help = "撤销一个系统的全部接口令牌，立即生效"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", help="签发时写的系统名称")

    def handle(self, *args: Any, **options: Any) -> None:
        tokens = ApiToken.objects.filter(name=options["system"], revoked_at=None)
        if not tokens:
            raise CommandError(f"没有用于“{options['system']}”的有效令牌。")
        for token in tokens:
            revoke_token(token=token, by=None)
        self.stdout.write(f"已撤销{len(tokens)}个令牌。")
