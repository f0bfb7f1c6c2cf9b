"""Challenges (验证码) against programs that file objections: a picture of characters, or a question in words instead.

Nothing is stored when a challenge is shown. Its name, a random text, goes to the browser, signed. What answers it is
derived from the name by the secret key, so that it leaves the server in the picture and the question alone. A challenge
is valid for VALID, for the browser that it was shown to, and is used once (models.UsedChallenge): by a wrong answer, or
by the objection that is filed with it. The code by which that objection is followed is derived from the name as well,
so that the same request, sent again, has the same answer.
"""

import base64
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from captcha.image import ImageCaptcha
from django.core import signing
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac

VALID = timedelta(hours=2)
# How long a used challenge is remembered, and the page with the code opens again.
KEPT = timedelta(days=1)
SALT = "publicity.challenges"
# Without characters that look like others.
CHARACTERS = "34679ACDEFHJKMNPRTWXY"
LENGTH = 5
PICTURE = ImageCaptcha(width=220, height=80)
# The library takes the cover of the ink from its lightness, so that a darker ink is fainter.
WHITE, INK = (255, 255, 255), (60, 130, 150, 255)
NUMERALS = "零一二三四五六七八九十"
WORDS = ("趵突泉边", "大明湖畔", "千佛山下", "泉城广场", "信用济南", "联合激励", "行动计划", "高级认证")


@dataclass(frozen=True)
class Challenge:
    """A challenge: its name, the browser that it was shown to, as a hash, and the signed text that the form carries."""

    key: str
    browser: str
    token: str

    @property
    def characters(self) -> str:
        """What the picture shows."""
        return "".join(CHARACTERS[byte % len(CHARACTERS)] for byte in self._derived("picture")[:LENGTH])

    @property
    def picture(self) -> str:
        """The picture, as the address of an image that is in the page."""
        content = PICTURE.generate(self.characters, bg_color=WHITE, fg_color=INK).getvalue()
        return f"data:image/png;base64,{base64.b64encode(content).decode()}"

    @property
    def question(self) -> str:
        """The question in words."""
        return self._question[0]

    @property
    def code(self) -> str:
        """The code by which the objection that is filed with it is followed: 64 bits in hexadecimal."""
        return self._derived("code").hex()[:16]

    def is_answered(self, characters: str, answer: str) -> bool:
        """Whether one of the two is right: what was read in the picture, or the answer to the question."""
        return _plain(characters) == self.characters or _plain(answer) in self._question[1]

    @cached_property
    def _question(self) -> tuple[str, tuple[str, ...]]:
        """The question and its answers."""
        kind, first, second = self._derived("question")[:3]
        if kind % 3 == 0:
            words = WORDS[first % len(WORDS)]
            place = second % len(words)
            return f"“{words}”的第{NUMERALS[place + 1]}个字是什么？", (words[place],)
        larger, smaller = 11 + first % 80, 1 + second % 9
        if kind % 3 == 1:
            return f"{in_words(larger)}加{in_words(smaller)}等于几？", _spellings(larger + smaller)
        return f"{in_words(larger)}减{in_words(smaller)}等于几？", _spellings(larger - smaller)

    def _derived(self, purpose: str) -> bytes:
        return salted_hmac(f"{SALT}.{purpose}", self.key, algorithm="sha256").digest()


def new_challenge(request: HttpRequest) -> Challenge:
    """Return a challenge for the browser that sent the request."""
    key, browser = secrets.token_urlsafe(16), _browser_of(request)
    return Challenge(key, browser, signing.dumps([key, browser], salt=SALT))


def read_challenge(request: HttpRequest, token: str, *, valid: timedelta = VALID) -> Challenge | None:
    """Return the challenge of the token; None for one that is too old, or not of the portal and of this browser."""
    try:
        key, browser = signing.loads(token, salt=SALT, max_age=valid)
    except signing.BadSignature:
        return None
    return Challenge(key, browser, token) if browser == _browser_of(request) else None


def in_words(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    return f"{NUMERALS[tens] if tens > 1 else ''}十{NUMERALS[ones] if ones else ''}"


def _spellings(number: int) -> tuple[str, str]:
    return str(number), in_words(number)


def _plain(typed: str) -> str:
    """Return what was typed in capital letters of half width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).upper().split())


def _browser_of(request: HttpRequest) -> str:
    """Return a hash of the secret that protects this browser's forms, which its cookie has."""
    get_token(request)
    return salted_hmac(f"{SALT}.browser", request.META["CSRF_COOKIE"], algorithm="sha256").hexdigest()[:32]
