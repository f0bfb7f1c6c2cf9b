"""Validators of passwords in addition to Django's."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class ChineseMinimumLengthValidator(MinimumLengthValidator):
    """The validator of Django with a Chinese message: Django 5.2 has no translation of its own message."""

    def get_error_message(self) -> str:
        return f"密码长度太短，至少要有{self.min_length}个字符。"
