"""manage.py encrypt_again: after another key became the first of DATA_KEYS (docs/ops.md, «Keys of the data»)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.factors import encrypt_keys_again
from blacklists.actions.feeds import encrypt_tokens_again
from foundation.encryption import UndecipherableError
from publicity.actions.objections import encrypt_objectors_again
from webhooks.actions.endpoints import encrypt_secrets_again


class Command(BaseCommand):
    help = "用 DATA_KEYS 中的第一个密钥重新加密数据接口的授权令牌、第二重验证的密钥、推送接口的签名密钥和异议人的信息"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                tokens, keys, secrets = encrypt_tokens_again(), encrypt_keys_again(), encrypt_secrets_again()
                objectors = encrypt_objectors_again()
        except UndecipherableError as error:
            raise CommandError(
                "有的令牌、密钥或异议人的信息不能用 DATA_KEYS 中的密钥解密，没有改动。请补上原来的密钥。"
            ) from error
        self.stdout.write(
            f"已重新加密{tokens}个授权令牌、{keys}个第二重验证的密钥、{secrets}个签名密钥、{objectors}件异议的异议人。"
        )
