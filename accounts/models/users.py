"""The accounts of users."""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.department_names import Names
from accounts.models.departments import Department
from accounts.permissions import Role, is_granted
from foundation.web.dates import chinese_date

PLATFORM_ROLES = [Role.SYSTEM, Role.AUDITOR]


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
        """Return the active system administrators whose accounts have no last day."""
        return self.filter(role=Role.SYSTEM, is_active=True, ends_on=None)

    def in_use(self) -> models.QuerySet["User"]:
        """Return the active accounts whose last day has not passed."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), is_active=True)

    def clerks_of(self, department: Department | None) -> models.QuerySet["User"]:
        """Return the users of the department whose accounts are in use, by their names."""
        return self.in_use().filter(department=department).order_by("full_name", "pk")

    def ended(self) -> models.QuerySet["User"]:
        """Return the active accounts whose last day has passed."""
        return self.filter(is_active=True, ends_on__lt=timezone.localdate())

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
    former_departments = models.JSONField(
        "曾属单位", default=list, editable=False, help_text="各单位当时的名称，以及离开的时间；由数据库记载。"
    )
    is_active = models.BooleanField("启用", default=True, help_text="停用后不能登录；账号不删除。")
    ends_on = models.DateField("有效期至", null=True, blank=True, help_text="含当日，次日起账号停用；没有期限的不填。")
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
                name="former_departments_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("department", "former_departments"),
                declare=[("department", "accounts_department%ROWTYPE")],
                func="""
                    NEW.former_departments := OLD.former_departments;
                    IF NEW.department_id IS DISTINCT FROM OLD.department_id THEN
                        SELECT * INTO department FROM accounts_department WHERE id = OLD.department_id;
                        NEW.former_departments := OLD.former_departments || jsonb_build_object(
                            'name', COALESCE(department.name, ''),
                            'former_names', COALESCE(department.former_names, '[]'),
                            'until', now()
                        );
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="administrator_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__role=Role.SYSTEM, old__is_active=True, old__ends_on__isnull=True)
                & (
                    pgtrigger.Q(new__is_active=False)
                    | ~pgtrigger.Q(new__role=Role.SYSTEM)
                    | pgtrigger.Q(new__ends_on__isnull=False)
                ),
                # Two administrators who switch each other off wait for one another.
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('accounts.administrator_kept'));
                    IF NOT EXISTS (
                        SELECT FROM accounts_user WHERE role = 'system' AND is_active AND ends_on IS NULL
                    ) THEN
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
        if self.is_active and self.has_ended:
            raise ValidationError({"ends_on": "启用的账号，有效期不能早于今天；现在就不再使用的，请停用账号。"})

    @property
    def is_administrator(self) -> bool:
        """Whether the account is that of an active system administrator."""
        return bool(self.is_active and self.role == Role.SYSTEM)

    @property
    def is_lasting_administrator(self) -> bool:
        """Whether the account is that of an active system administrator and has no last day."""
        return self.is_administrator and self.ends_on is None

    @property
    def has_ended(self) -> bool:
        """Whether the last day of the account has passed; a task of beat switches it off."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def end_fault(self) -> str:
        """Return the sentence why an account whose last day has passed is not used; "" for any other."""
        if self.ends_on is None or not self.has_ended:
            return ""
        return f"您的账号有效期至{chinese_date(self.ends_on)}，已经到期。仍须使用的，请联系系统管理员。"

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

    def department_name_on(self, moment: datetime) -> str:
        """Return the name that the department of the user had at the moment; "" for a user of the platform."""
        for former in self.former_departments:
            if moment < datetime.fromisoformat(former["until"]):
                return Names(former["name"], former["former_names"]).on(timezone.localdate(moment))
        return self.department.name_on(moment) if self.department else ""

    @property
    def asks_purpose(self) -> bool:
        """Whether the user states a purpose before looking enterprises up: the department asks for it."""
        return self.department is not None and self.department.asks_purpose

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
