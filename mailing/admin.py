"""Django admin of mailboxes and of the mails to them, for the system administrator."""

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.admin import FilteredByList
from foundation.web.actions import run_each
from foundation.web.confirmations import Confirmation
from mailing.actions.mailboxes import change_mailbox, create_mailbox
from mailing.actions.sending import send_again
from mailing.forms import MailboxForm
from mailing.models import Mail, Mailbox


@admin.register(Mailbox)
class MailboxAdmin(FilteredByList):
    """The mailboxes, each with when it got a mail last and how many could not be sent."""

    form = MailboxForm
    list_display = ("address", "department", "frequency", "last_sent_at", "failed_count")
    list_select_related = ("department",)
    list_filter = ("department", "frequency")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailbox]:
        return super().get_queryset(request).with_figures()

    @admin.display(description="最近发送")
    def last_sent_at(self, mailbox: Mailbox) -> object:
        return mailbox.last_sent_at

    @admin.display(description="未能发送")
    def failed_count(self, mailbox: Mailbox) -> object:
        return mailbox.failed_count

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        if not settings.MAIL_IN_USE:
            self.message_user(request, "没有设置邮件服务器，邮件不会发送；请运维人员设置。", messages.WARNING)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Mailbox, form: ModelForm, change: bool) -> None:
        save = change_mailbox if change else create_mailbox
        save(mailbox=obj, by=request.user)


@admin.register(Mail)
class MailAdmin(FilteredByList):
    """The mails, with what the mail server answered; those that failed are sent again here."""

    list_display = ("created_at", "mailbox", "state", "attempts", "tried_at", "fault", "answer", "next_at")
    list_select_related = ("mailbox",)
    list_filter = ("state", "fault", "mailbox")
    actions = ("send_again",)

    def get_readonly_fields(self, request: HttpRequest, obj: Mail | None = None) -> tuple[str, ...]:
        return ("mailbox", "created_at", "digest_of", "state", "attempts", "tried_at", "next_at", "fault", "answer")

    get_fields = get_readonly_fields

    @admin.action(description="重新发送所选的邮件", permissions=("change",))
    def send_again(self, request: HttpRequest, mails: QuerySet[Mail]) -> None:
        """Have the mails that failed sent again."""
        again = mails.select_related("mailbox").order_by("pk")
        run_each(
            request,
            again,
            lambda mail: send_again(mail=mail, by=request.user),
            lambda count: Confirmation(f"{count}封邮件将重新发送", follows=["约一分钟后可在此查看结果"]),
        )
