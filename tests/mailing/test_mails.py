"""Notices by e-mail, through a real mail server: at once or in a digest, once each, tried again after a failure."""

import socket

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice
from mailing.actions.mailboxes import change_mailbox, create_mailbox
from mailing.actions.outbox import fill_outbox
from mailing.actions.sending import PAUSES, send_mails, start_attempt
from mailing.models import Mail, Mailbox, MailedNotice
from mailing.states import Fault, Frequency, MailState
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.mailing.conftest import ADDRESS
from tests.smtp_server import Inbox, receiving_mail
from tests.steps import SignedIn, log, revoke

EARLY, MORNING, NEXT_MORNING = "2026-11-26 07:30:00", "2026-11-26 08:10:00", "2026-11-27 08:10:00"


def deliver() -> int:
    fill_outbox()
    return send_mails()


def lose_with_advice(clerk: User) -> Enterprise:
    enterprise = make_certified()
    log(enterprise, clerk)
    revoke(enterprise)
    return enterprise


def test_what_has_a_term_goes_at_once_and_the_rest_once_a_working_day(
    inbox: Inbox, mailbox: Mailbox, clerk: User
) -> None:
    with at(EARLY):
        enterprise = lose_with_advice(clerk)
        assert [deliver(), deliver()] == [1, 0]
        (message,) = inbox.messages
        text = message.get_content()
        assert message["Subject"].strip() == "市税务局有须在期限内办理的消息（共1条）——海关高级认证企业联合激励"
        assert (message["To"], inbox.recipients) == (ADDRESS, [ADDRESS])
        assert message["Message-ID"] == f"<{Mail.objects.get().message_id}@portal.example>"
        assert "资格丧失1条" in text
        assert "停用建议1项须答复，最早的期限是2026年12月10日" in text
        assert f"https://portal.example{reverse('feedback:notice_list')}" in text
        assert enterprise.name not in f"{message['Subject']}{text}"
        assert str(clerk) not in text
    with at(MORNING):
        assert [deliver(), deliver()] == [1, 0]
        assert inbox.messages[1]["Subject"].strip() == "市税务局有1条新消息——海关高级认证企业联合激励"
        assert "截至2026年11月26日，" in inbox.messages[1].get_content()
        make_certified()
        notify_standing_changes()
        assert deliver() == 0
    with at("2026-11-28 09:00:00"):
        assert deliver() == 0  # a Saturday
    with at("2026-11-30 09:00:00"):
        assert deliver() == 1
    own = Notice.objects.filter(department=clerk.department)
    assert MailedNotice.objects.count() == own.count() == 3


def test_first_notice_of_a_day_waits_for_the_digest_of_the_next_working_day(
    inbox: Inbox, mailbox: Mailbox, clerk: User
) -> None:
    for moment in (MORNING, "2026-11-26 17:00:00"):
        with at(moment):
            make_certified()
            notify_standing_changes()
            assert deliver() == 0
    with at(NEXT_MORNING):
        assert deliver() == 1
    assert inbox.messages[0]["Subject"].strip() == "市税务局有2条新消息——海关高级认证企业联合激励"


def test_nothing_is_mailed_of_what_was_read_or_sent_before_or_to_a_mailbox_that_is_off(
    inbox: Inbox, mailbox: Mailbox, clerk: User
) -> None:
    with at("2026-11-24 10:00:00"):
        lose_with_advice(clerk)
    with at(MORNING):
        assert deliver() == 0
        mailbox.frequency = Frequency.NEVER
        change_mailbox(mailbox=mailbox, by=make_user(Role.SYSTEM))
        lose_with_advice(clerk)
        assert deliver() == 0
    with at(NEXT_MORNING):
        mailbox.frequency = Frequency.DAILY
        change_mailbox(mailbox=mailbox, by=make_user(Role.SYSTEM))
        assert deliver() == 0
    assert inbox.messages == []


def test_server_that_is_away_or_hangs_is_tried_again_and_one_that_refuses_is_shown_with_its_sentence(
    mail_port: int, mailbox: Mailbox, clerk: User, signed_in: SignedIn
) -> None:
    with at(EARLY):
        lose_with_advice(clerk)
        assert deliver() == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.fault, mail.attempts) == (MailState.WAITING, Fault.AWAY, 1)
    with socket.create_server(("127.0.0.1", mail_port)), at("2026-11-26 07:32:00"):
        assert deliver() == 0  # nobody answers the connection
    mail.refresh_from_db()
    assert (mail.state, mail.fault, mail.attempts) == (MailState.WAITING, Fault.NO_ANSWER, 2)
    assert timezone.localtime(mail.next_at).minute >= 36
    with receiving_mail(mail_port) as inbox:
        inbox.refusal = "550 5.1.1 No such mailbox"
        with at("2026-11-26 07:33:00"):
            assert deliver() == 0
        with at("2026-11-26 07:45:00"):
            assert deliver() == 0
            mail.refresh_from_db()
            assert (mail.state, mail.answer) == (MailState.FAILED, "550 5.1.1 No such mailbox")
            system = signed_in(make_user(Role.SYSTEM))
            home = system.get(reverse("workbench:home"))
            listed = {item.label: item for item in home.context["to_do"]}["未能发送的邮件"]
            page = system.get(listed.url).content.decode()
            assert "No such mailbox" in page
            assert "邮件服务器拒收" in page
            again = {"action": "send_again", "_selected_action": mail.pk}
            inbox.refusal = ""
            done = system.post(reverse("admin:mailing_mail_changelist"), again, follow=True)
            assert "1封邮件将重新发送" in done.content.decode()
            assert deliver() == 1
            refused = system.post(reverse("admin:mailing_mail_changelist"), again, follow=True)
            assert "已发送，无须重新发送。" in refused.content.decode()
        assert len(inbox.messages) == 1


def test_mail_is_sent_again_only_where_the_server_did_not_take_it(inbox: Inbox, mailbox: Mailbox, clerk: User) -> None:
    """A worker that dies before it sends leaves the mail waiting; the last of all attempts ends it."""
    with at(EARLY):
        lose_with_advice(clerk)
        fill_outbox()
        assert start_attempt()
        assert send_mails() == 0
    with at("2026-11-26 07:40:00"):
        assert [send_mails(), send_mails()] == [1, 0]
    assert len(inbox.messages) == 1
    with at("2026-11-26 07:50:00"):
        lose_with_advice(clerk)
        fill_outbox()
        Mail.objects.filter(state=MailState.WAITING).update(attempts=len(PAUSES))
        inbox.refusal = "451 4.7.1 Try again later"
        assert send_mails() == 0
    assert Mail.objects.latest("pk").state == MailState.FAILED


def test_mailbox_of_a_person_is_refused(mailbox: Mailbox, signed_in: SignedIn) -> None:
    client, add = signed_in(make_user(Role.SYSTEM)), reverse("admin:mailing_mailbox_add")
    User.objects.filter(pk=mailbox.created_by_id).update(email="sys@gov.example")
    typed = {"department": mailbox.department_id, "frequency": "daily"}
    for address, sentence in (
        ("80012345@gov.example", "手机号码或账号数字"),
        ("zhangsan@gov.example", "姓名的拼音"),
        ("SYS@gov.example", "已用于平台的个人账号"),
        ("不是邮箱", "请填写完整的邮箱地址。"),
        (ADDRESS.upper(), "该邮箱已经登记。"),
    ):
        assert sentence in client.post(add, {**typed, "address": address}).content.decode(), address
    assert client.post(add, {**typed, "address": "bgs@gov.example"}).status_code == 302
    stored = Mailbox.objects.get(address="bgs@gov.example")
    change = reverse("admin:mailing_mailbox_change", args=[stored.pk])
    client.post(change, {**typed, "address": "bgs2@gov.example", "frequency": "never"})
    stored.refresh_from_db()
    assert (stored.address, stored.frequency) == ("bgs2@gov.example", Frequency.NEVER)


def test_mailbox_whose_domain_is_too_long_fails_and_holds_up_no_other(
    inbox: Inbox, mailbox: Mailbox, clerk: User
) -> None:
    with at(EARLY):
        system = make_user(Role.SYSTEM)
        Mailbox.objects.filter(pk=mailbox.pk).update(address=f"bangongshi@{'例' * 61}.example")
        create_mailbox(mailbox=Mailbox(department=clerk.department, address=ADDRESS), by=system)
        lose_with_advice(clerk)
        assert deliver() == 1
    assert inbox.recipients == [ADDRESS]
    failed = Mail.objects.get(mailbox=mailbox)
    assert (failed.state, failed.fault, failed.attempts) == (MailState.FAILED, Fault.REFUSED, 1)
    assert "不能写入邮件" in failed.answer


def test_null_byte_in_the_answer_of_the_mail_server_is_left_out(inbox: Inbox, mailbox: Mailbox, clerk: User) -> None:
    inbox.refusal = "550 No such\0 user"
    with at(EARLY):
        lose_with_advice(clerk)
        deliver()
    assert Mail.objects.get().answer == "550 No such user"
