"""manage.py create_api_token USER: print the token with which a program acts for the user."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.models import User
from audit.recording import record
from audit.types import EventType


class Command(BaseCommand):
    help = "签发接口令牌：同一账号只有一个令牌，重复运行显示同一个；--renew 作废旧令牌，换发新的"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--renew", action="store_true", help="作废旧令牌，换发新的")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"没有名为“{options['username']}”的有效账号。")
        if options["renew"]:
            Token.objects.filter(user=user).delete()
        token, is_new = Token.objects.get_or_create(user=user)
        if is_new:
            record(EventType.API_TOKEN_CREATED, target=user, by=user)
        self.stdout.write(token.key)
