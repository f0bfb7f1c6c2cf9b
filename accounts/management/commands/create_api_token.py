"""manage.py create_api_token SYSTEM USER PERMISSION…: print a new token by which a system acts for the user."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import issue_token
from accounts.forms import ApiTokenForm
from accounts.models import User
from accounts.permissions import API_PERMISSIONS


class Command(BaseCommand):
    help = "签发接口令牌，只显示这一次；撤销用 revoke_api_token"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", help="用于哪个系统")
        parser.add_argument("username", help="令牌代表的账号")
        parser.add_argument("permissions", nargs="+", metavar="permission", help="、".join(API_PERMISSIONS))
        parser.add_argument("--days", type=int, default=365, help="有效天数，最长一年")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"没有名为“{options['username']}”的有效账号。")
        data = {
            "name": options["system"],
            "user": user.pk,
            "permissions": options["permissions"],
            "expires_on": timezone.localdate() + timedelta(days=options["days"]),
        }
        form = ApiTokenForm(data)
        if not form.is_valid():
            raise CommandError("；".join(text for texts in form.errors.values() for text in texts))
        self.stdout.write(issue_token(token=form.save(commit=False), by=None))
