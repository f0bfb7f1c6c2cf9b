"""By what people and systems come in: links for choosing a password, sessions, tokens of the API."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models.users import User
from accounts.permissions import Role
from foundation.encryption import decrypt, encrypt
from foundation.postgres.states import ended_immutable


class PasswordLinkQuerySet(models.QuerySet["PasswordLink"]):
    def open(self) -> "PasswordLinkQuerySet":
        """Those by which a password can still be chosen."""
        return self.filter(closed_at=None, expires_at__gt=timezone.now(), user__is_active=True)

    def with_code_for(self, viewer: User) -> "PasswordLinkQuerySet":
        """The open ones whose code the viewer sees.

        Whoever made the link never sees it, nor does its owner. The others of the owner's department do; where it has
        none, the auditors, and where these have none, the other system administrators.
        """
        links = self.open().filter(needs_code=True).exclude(user=viewer).exclude(made_by=viewer)
        if viewer.department_id:
            return links.filter(user__department=viewer.department_id)
        without_colleagues = links.exclude(Exists(_others(department=OuterRef("user__department"))))
        if viewer.role == Role.AUDITOR:
            return without_colleagues
        return without_colleagues.exclude(Exists(_others(role=Role.AUDITOR)))


def _others(**fields: object) -> models.QuerySet[User]:
    """The active accounts with these fields but those of the link's owner and of who made it."""
    others = User.objects.filter(is_active=True, **fields)
    return others.exclude(pk=OuterRef("user")).exclude(pk=OuterRef("made_by"))


class PasswordLink(models.Model):
    """A link by which a person chooses the password of their account, once; only its hash is stored."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="password_links", verbose_name="账号")
    sha256 = models.CharField("摘要", max_length=64, unique=True)
    needs_code = models.BooleanField("须凭验证码", help_text="链接由他人转交的，须凭验证码。")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="发出人")
    made_at = models.DateTimeField("发出时间", default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    closed_at = models.DateTimeField("失效时间", null=True, help_text="已用过，或已由新的链接代替。")

    objects = PasswordLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设置密码的链接"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="password_link_open_once"),
        ]
        triggers = [ended_immutable(pgtrigger.Q(old__closed_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.user}（{self.user.username}）"


class SessionManager(BaseSessionManager):
    """Manager of sessions by their user."""

    def open_of(self, user: User) -> models.QuerySet["Session"]:
        """Return the sessions of the user that have not ended, the one used last first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-used_at")


class Session(AbstractBaseSession):
    """A session (accounts/sessions.py). Those of a user end with a new password and when the account is deactivated."""

    public_id = models.UUIDField("编号", null=True, help_text="页面以此指称；会话的密钥不出现在页面上。")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField("登录时间", null=True)
    used_at = models.DateTimeField("最近使用", default=timezone.now)
    address = models.GenericIPAddressField("地址", null=True)
    browser = models.CharField("浏览器", max_length=50, blank=True)

    objects = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "登录"

    @classmethod
    def get_session_store_class(cls) -> type:
        store: type = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store


class SecondFactor(models.Model):
    """The app on the phone of a user that shows codes (TOTP, RFC 6238); its key is encrypted.

    `drift` is by how many steps of 30 seconds the clock of the phone is ahead. The code of `last_step` was used.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_factor", verbose_name="账号")
    sealed_key = models.TextField("加密的密钥", help_text="加密所用的密钥不在数据库中。")
    drift = models.SmallIntegerField("手机时间的偏差", default=0)
    last_step = models.BigIntegerField("上次验证码的时间")

    class Meta:
        verbose_name = verbose_name_plural = "第二重验证"

    def __str__(self) -> str:
        return str(self.user)

    @property
    def key(self) -> str:
        """The key, in hexadecimal digits. Raises UndecipherableError."""
        return decrypt(self.sealed_key)

    @key.setter
    def key(self, key: str) -> None:
        self.sealed_key = encrypt(key)


class ApiToken(models.Model):
    """A token by which a system acts for an account, with some of its permissions; only its hash is stored."""

    name = models.CharField("用于哪个系统", max_length=50)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens", verbose_name="账号")
    permissions = ArrayField(models.CharField(max_length=100), verbose_name="权限")
    sha256 = models.CharField("摘要", max_length=64, unique=True, editable=False)
    expires_on = models.DateField("有效期至", help_text="含当日，最长一年。")
    created_at = models.DateTimeField("签发时间", auto_now_add=True)
    used_at = models.DateTimeField("最近使用", null=True, editable=False)
    used_from = models.GenericIPAddressField("最近使用的地址", null=True, editable=False)
    revoked_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def fault(self) -> str:
        """Return the sentence why the token is not valid; "" where it is."""
        if self.revoked_at:
            return "令牌已撤销，请系统管理员换发。"
        if self.expires_on < timezone.localdate():
            return "令牌已过有效期，请系统管理员换发。"
        return "" if self.user.is_active and not self.user.has_ended else "令牌的账号已停用。"
