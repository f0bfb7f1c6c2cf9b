"""The departments that signed the plan, and the users."""

from datetime import date, datetime, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.department_names import Names
from accounts.permissions import Role, is_granted
from foundation.postgres.states import ended_immutable

PLATFORM_ROLES = [Role.SYSTEM, Role.AUDITOR]
# Pages state the former name of a department for so many days after its new name.
FORMER_NAME_SHOWN = timedelta(days=365)


class DepartmentManager(models.Manager["Department"]):
    def active(self) -> "models.QuerySet[Department]":
        """The departments that were not closed."""
        return self.filter(closed_on__isnull=True)


class Department(models.Model):
    """成员单位: a signatory of the plan (its first paragraph), or one of a later reorganisation.

    Its former names, the oldest first, are in the row itself: a list shows the name of any day without a further query.
    """

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("顺序", unique=True, help_text="文件列举的先后")
    is_customs = models.BooleanField("海关", default=False, help_text="报送名单、取消资格的单位")
    customs_code_prefixes = ArrayField(
        models.CharField(max_length=5),
        verbose_name="海关注册编码前缀",
        default=list,
        blank=True,
        help_text="该海关核发的编码的前四或五位，以逗号分隔；名单中出现其他海关的前缀时提请核实。",
    )
    is_lead = models.BooleanField("牵头单位", default=False, help_text="接收全部反馈、对外公布的单位")

    former_names = models.JSONField("曾用名", default=list, editable=False)
    established_on = models.DateField("设立日期", null=True, editable=False, help_text="为空即文件列举的单位。")
    closed_on = models.DateField("撤销日期", null=True, editable=False, help_text="自该日起不再办理业务。")

    objects = DepartmentManager()

    class Meta:
        verbose_name = verbose_name_plural = "成员单位"
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["is_lead"], condition=Q(is_lead=True), name="one_department_leads"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="former_names_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("name", "former_names"),
                func="""
                    IF NEW.name = OLD.name
                        OR NEW.former_names - -1 IS DISTINCT FROM OLD.former_names
                        OR NEW.former_names -> -1 ->> 'name' IS DISTINCT FROM OLD.name
                        OR (NEW.former_names -> -1 ->> 'until')::date <= (OLD.former_names -> -1 ->> 'until')::date
                    THEN
                        RAISE EXCEPTION 'a department keeps each former name with the day of the next one';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="closed_without_accounts",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__closed_on__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM accounts_user WHERE department_id = NEW.id AND is_active) THEN
                        RAISE EXCEPTION 'a closed department has no active account';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """Return the name on the day, or at the moment."""
        day = timezone.localdate(day) if isinstance(day, datetime) else day
        return Names(self.name, self.former_names).on(day)

    @property
    def shown_name(self) -> str:
        """The name, that it was closed, and for a year after it changed the one before: 市数据局（原市大数据局）."""
        if self.closed_on:
            return f"{self.name}（已撤销）"
        if not self.former_names:
            return self.name
        former = self.former_names[-1]
        is_recent = timezone.localdate() - date.fromisoformat(former["until"]) < FORMER_NAME_SHOWN
        return f"{self.name}（原{former['name']}）" if is_recent else self.name

    @property
    def sees_all_feedback(self) -> bool:
        """Whether the department receives every feedback: 市发展改革委 and both customs offices do (plan §2, §3)."""
        return self.is_lead or self.is_customs


class UserManager(BaseUserManager["User"]):
    """Manager that creates users. Django's superuser is the system administrator of the portal."""

    def create_user(self, username: str, password: str, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str, **fields) -> "User":
        return self.create_user(username, password, role=Role.SYSTEM, **fields)

    def administrators(self) -> models.QuerySet["User"]:
        """Return the active system administrators."""
        return self.filter(role=Role.SYSTEM, is_active=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.select_related("department").get(username=username)


class User(AbstractBaseUser):
    """One person with one role. System administrators and auditors belong to no department, all others to one."""

    username = models.CharField(
        "用户名",
        max_length=50,
        unique=True,
        validators=[ASCIIUsernameValidator(message="用户名只能由英文字母、数字和 @ . + - _ 组成。")],
        error_messages={"unique": "该用户名已被使用。"},
        help_text="英文字母、数字和 @ . + - _，不分大小写。",
    )
    full_name = models.CharField("姓名", max_length=50)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name="成员单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
        help_text="系统管理与审计属于平台，不填。",
    )
    is_active = models.BooleanField("启用", default=True, help_text="停用后不能登录；账号不删除。")
    email = models.EmailField(
        "邮箱", blank=True, help_text="设置密码的链接发到这里；不填的，链接由您转交，另凭他人看到的验证码使用。"
    )
    password_chosen_at = models.DateTimeField("密码设置时间", default=timezone.now, editable=False)
    password_reset_at = models.DateTimeField(
        "重设密码的时间", null=True, editable=False, help_text="本人下次登录时告知，告知后清除。"
    )
    factor_reset_at = models.DateTimeField(
        "重设第二重验证的时间", null=True, editable=False, help_text="本人下次登录时告知，告知后清除。"
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(condition=Q(username__regex=r"^[A-Za-z0-9@.+_-]+$"), name="user_name_ascii"),
            models.UniqueConstraint(
                Lower("username"), name="user_name_once", violation_error_message="该用户名已被使用，不分大小写。"
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="该邮箱已用于另一个账号；每人须用本人的邮箱。",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=PLATFORM_ROLES, department__isnull=True)
                | (~Q(role__in=PLATFORM_ROLES) & Q(department__isnull=False)),
                name="user_department_by_role",
                violation_error_message="系统管理、审计不属于任何成员单位；其他角色必须选择成员单位。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="role_fits_department",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("department", "accounts_department%ROWTYPE")],
                func="""
                    SELECT * INTO department FROM accounts_department WHERE id = NEW.department_id;
                    IF NEW.role = 'customs' AND NOT department.is_customs THEN
                        RAISE EXCEPTION 'a customs officer belongs to a customs office';
                    END IF;
                    IF NEW.role = 'credit' AND NOT department.is_lead THEN
                        RAISE EXCEPTION 'a credit administrator belongs to the leading department';
                    END IF;
                    IF NEW.is_active AND department.closed_on IS NOT NULL THEN
                        RAISE EXCEPTION 'an account of a closed department is not active';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="administrator_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__role=Role.SYSTEM, old__is_active=True)
                & (pgtrigger.Q(new__is_active=False) | ~pgtrigger.Q(new__role=Role.SYSTEM)),
                # Two administrators who switch each other off wait for one another.
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('accounts.administrator_kept'));
                    IF NOT EXISTS (SELECT FROM accounts_user WHERE role = 'system' AND is_active) THEN
                        RAISE EXCEPTION 'the last active system administrator stays';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="end_sessions",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__password__df=pgtrigger.F("new__password"))
                | pgtrigger.Q(new__is_active=False),
                func="""
                    DELETE FROM accounts_session WHERE user_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        super().clean()
        if self.role == Role.CUSTOMS and self.department and not self.department.is_customs:
            raise ValidationError({"department": "海关经办只能属于泉城海关或莱芜海关。"})
        if self.role == Role.CREDIT and self.department and not self.department.is_lead:
            raise ValidationError({"department": "信用管理只能属于牵头单位。"})
        if self.is_active and self.department and self.department.closed_on:
            raise ValidationError({"department": f"{self.department}已撤销，请改选其他成员单位，或者停用账号。"})

    @property
    def is_administrator(self) -> bool:
        """Whether the account is that of an active system administrator."""
        return bool(self.is_active and self.role == Role.SYSTEM)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and is_granted(perm, self.role)

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether the admin lists the app in its index."""
        return self.has_perm("accounts.use_admin")

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_chosen_at = timezone.now()

    @property
    def password_fault(self) -> str:
        """Return the sentence why the user has to choose another password; "" while the present one is valid."""
        days = settings.PASSWORD_MAX_AGE_DAYS
        if days and self.password_chosen_at <= timezone.now() - timedelta(days=days):
            return f"您的密码已使用满{days}天，请先修改密码。"
        return ""

    @property
    def own_department(self) -> Department:
        """The department of a user who has one; only such users can do the acts that call this."""
        assert self.department is not None
        return self.department

    @property
    def sees_all_feedback(self) -> bool:
        """Whether the user sees the feedback of every department: those that receive it all, and the platform's."""
        return self.department is None or self.department.sees_all_feedback

    @property
    def is_staff(self) -> bool:
        return self.has_perm("accounts.use_admin")


class FormerPassword(models.Model):
    """The hash of a password that the user has, or had before."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField("密码", max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"


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
        return "" if self.user.is_active else "令牌的账号已停用。"
