"""Rules of passwords, beside Django's own."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class ChineseMinimumLengthValidator(MinimumLengthValidator):
    """Django 5.2 changed this sentence and left its Chinese behind."""

    def get_error_message(self) -> str:
        return f"密码长度太短，至少要有{self.min_length}个字符。"
