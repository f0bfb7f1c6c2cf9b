"""Drafts with their files, the cookies of browsers for which drafts may be kept, and what acts only once.

Two things act only once: a form, by its key, and a request of a program.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone

from accounts.models import User

# How long a draft and a cookie are kept; SAVED_KEPT is for a draft that its user saved.
KEPT = timedelta(hours=24)
SAVED_KEPT = timedelta(days=30)
# A form older than this is not accepted; a used key is kept twice as long. An answered request is kept for this time.
KEY_AGE = timedelta(hours=24)


class Cause(models.TextChoices):
    """Why what was posted is kept, as the heading on the page: it was not accepted, or saved by its user."""

    SIGNED_OUT = "signed_out", "登录已超时，提交未完成"
    EXPIRED = "expired", "页面已过期，提交未完成"
    REFUSED = "refused", "上次提交未完成"
    FAILED = "failed", "系统出错，提交未完成"
    UNSENT = "unsent", "您另外填写的内容还没有提交"
    SAVED = "saved", "草稿"


SAVED = models.Q(cause=Cause.SAVED)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Queries of drafts."""

    def kept(self) -> "DraftQuerySet":
        """Drafts whose time has not ended."""
        now = timezone.now()
        return self.filter(models.Q(kept_at__gt=now - KEPT) | (SAVED & models.Q(kept_at__gt=now - SAVED_KEPT)))

    def of_page(self, user: User, path: str, page: str) -> "DraftQuerySet":
        """The user's drafts of the forms on the page, the oldest first; a saved one only for the same query."""
        kept = self.kept().filter(~SAVED | models.Q(page=page), user=user, path=path)
        return kept.prefetch_related(models.Prefetch("files", DraftFile.objects.defer("content"))).order_by("kept_at")

    def of_form(self, user: int, page: str, form: str) -> "DraftQuerySet":
        """The drafts of the form that a new one replaces: the saved one of the address, an unsaved one of the path."""
        here = models.Q(path=urlsplit(page).path) & ~SAVED | models.Q(page=page) & SAVED
        return self.filter(here, user=user, form=form)

    def outdated(self) -> "DraftQuerySet":
        """Drafts to erase: those whose time has ended, and those of deactivated users."""
        return self.exclude(pk__in=self.kept().filter(user__is_active=True).values("pk"))


class Draft(models.Model):
    """What a user posted by one form of one page; `page` is its address with the query, `action` where it was posted.

    `form` is the name of the form on the page (drafts.templatetags.form_tokens).
    `fields` lists names and texts. `left_out` names the fields that must not be kept. A draft that replaces a
    saved one is saved as well.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    path = models.TextField()
    page = models.TextField()
    form = models.TextField()
    action = models.TextField()
    fields = models.JSONField()
    left_out = models.JSONField(default=list)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    kept_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path", "form"], condition=~SAVED, name="one_draft_of_a_form"),
            models.UniqueConstraint(fields=["user", "page", "form"], condition=SAVED, name="one_saved_draft_of_a_form"),
            models.CheckConstraint(condition=models.Q(cause__in=Cause.values), name="draft_cause_known"),
        ]
        indexes = [models.Index(fields=["kept_at"], name="draft_kept_at")]

    def __str__(self) -> str:
        return self.page

    @property
    def is_saved(self) -> bool:
        """Whether its user saved it."""
        return self.cause == Cause.SAVED

    @property
    def kept_until(self) -> datetime:
        """The moment from which it is erased."""
        return self.kept_at + (SAVED_KEPT if self.is_saved else KEPT)


class DraftFile(models.Model):
    """A file of a draft; a field may have several. Its bytes are in the database, to be erased with the row."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    field = models.TextField()
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.filename


class DraftCookieQuerySet(models.QuerySet["DraftCookie"]):
    """Queries of cookies."""

    def valid(self) -> "DraftCookieQuerySet":
        """Cookies by which drafts may still be kept."""
        return self.filter(given_at__gt=timezone.now() - KEPT, user__is_active=True)

    def outdated(self) -> "DraftCookieQuerySet":
        """Cookies to erase."""
        return self.filter(models.Q(given_at__lte=timezone.now() - KEPT) | models.Q(user__is_active=False))


class DraftCookie(models.Model):
    """A user who signed in on a browser: the SHA-256 of the browser's draft cookie, which gives no access to anything.

    By it the portal keeps what this user typed after the session has ended.
    """

    sha256 = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="draft_cookies")
    given_at = models.DateTimeField()

    objects = DraftCookieQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "user"], name="one_draft_cookie_of_a_user")]

    def __str__(self) -> str:
        return str(self.user)


class UsedKey(models.Model):
    """A submission that acted: the key of its form with its content, where it led, and the messages it showed.

    The row is written first, in the transaction of the act. The same submission waits for it and then acts no more.
    """

    key = models.UUIDField(primary_key=True)
    location = models.TextField(default="")
    messages = models.JSONField(default=list)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["used_at"], name="used_key_used_at")]

    def __str__(self) -> str:
        return str(self.key)


class AnsweredRequest(models.Model):
    """A request of a program that acted: its Idempotency-Key, the SHA-256 of what it asked for, and its answer.

    The row is written first, in the transaction of the act. `status` is null only inside of that transaction.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_to_a_key")]
        indexes = [models.Index(fields=["answered_at"], name="answered_request_answered_at")]

    def __str__(self) -> str:
        return self.key
