"""Validators of passwords in addition to Django's (docs/security.md, «Passwords»)."""

import re
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from pypinyin import lazy_pinyin

from accounts.models import Department, FormerPassword, User

# Former passwords that are refused, the present one included.
HISTORY = 5
# Words that everybody who knows the portal tries first. Those of departments and users are added.
OWN_WORDS = (
    *("济南", "泉城", "莱芜", "山东", "海关", "信用", "激励", "高级认证", "企业", "市发展改革委"),
    *("jinan", "quancheng", "laiwu", "shandong", "haiguan", "xinyong", "jili", "qiye", "fagai", "aeo", "customs"),
    *("credit", "portal", "password", "mima", "admin", "guanli", "demo", "qwerty", "abcd", "1234"),
)
YEARS = re.compile(r"(?:19|20)\d\d")
FEWEST_OWN = 6
CLASSES = (str.islower, str.isupper, str.isdecimal)


class ChineseMinimumLengthValidator(MinimumLengthValidator):
    """The validator of Django with a Chinese message: Django 5.2 has no translation of its own message."""

    def get_error_message(self) -> str:
        return f"密码长度太短，至少要有{self.min_length}个字符。"


class OwnWordsValidator:
    """Refuse a password that consists almost only of words of the portal, years and repetitions."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = YEARS.sub("", unicodedata.normalize("NFKC", password).lower())
        for word in sorted(_own_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(set(re.sub(r"[\W_]", "", left))) < FEWEST_OWN:
            raise ValidationError(
                "密码太容易猜到：去掉城市、单位、用户名、姓名、年份等常见的词和重复的字符后，"
                f"至少还要有{FEWEST_OWN}个不同的字母、数字或汉字。"
            )

    def get_help_text(self) -> str:
        return "不要由城市、单位、用户名、姓名、年份等常见的词组成，也不要重复同样的字符。"


def _own_words(user: User | None) -> set[str]:
    words = {*OWN_WORDS, *User.objects.values_list("username", flat=True)}
    names = [*Department.objects.values_list("name", flat=True), *_names_of(user)]
    for name in names:
        short = name.removeprefix("市")[:-1]
        words |= {name, short, "".join(lazy_pinyin(name)), "".join(lazy_pinyin(short))}
    return {word.lower() for word in words if len(word) > 2 or not word.isascii()} - {""}


def _names_of(user: User | None) -> Iterable[str]:
    """Return the names that the account has; one that the form refuses is missing."""
    return filter(None, (user.username, user.full_name)) if user else ()


class CharacterClassesValidator:
    """Ask for as many kinds of characters as PASSWORD_CLASSES: small and capital letters, digits, others."""

    def validate(self, password: str, user: User | None = None) -> None:
        known = {kind for kind in CLASSES if any(map(kind, password))}
        others = any(not any(kind(character) for kind in CLASSES) for character in password)
        if len(known) + others < settings.PASSWORD_CLASSES:
            raise ValidationError(f"密码太简单：{self.get_help_text()}")

    def get_help_text(self) -> str:
        if not settings.PASSWORD_CLASSES:
            return "小写字母、大写字母、数字和其他字符可以任意组合。"
        return f"小写字母、大写字母、数字和其他字符（含汉字）四类中，至少要有{settings.PASSWORD_CLASSES}类。"


class HistoryValidator:
    """Refuse the present password and the ones before it, and keep the hash of each new one."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        hashes = {user.password, *user.former_passwords.values_list("password", flat=True)}
        if any(check_password(password, kept) for kept in hashes):
            raise ValidationError(f"这个密码最近用过：不能与最近{HISTORY}个密码相同。")

    def get_help_text(self) -> str:
        return f"不能与最近{HISTORY}个密码相同。"

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Keep the hash of the new password; Django calls it when the password is stored."""
        if user is None:
            return
        FormerPassword.objects.create(user=user, password=user.password)
        kept = user.former_passwords.order_by("-pk").values("pk")[:HISTORY]
        user.former_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
