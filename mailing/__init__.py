"""Notices by e-mail (邮件提醒): mailboxes of departments, and the outbox of mails to them."""
