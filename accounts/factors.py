"""The second factor: a code of an app on the phone (TOTP), or a recovery code (docs/security.md, «Second factor»)."""

import re
import secrets
import time
import unicodedata
from base64 import b32encode
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.util import random_hex

from accounts.models import SecondFactor, User
from foundation.encryption import UndecipherableError, decrypt, encrypt, encrypt_again
from foundation.web.qr_codes import draw_qr_code

# The session holds: that the second factor was given; who has given the password and not yet the second factor; the key
# of a factor that is being set up, encrypted.
VERIFIED = "factor_verified"
PENDING = "factor_pending"
NEW_KEY = "factor_new_key"
PENDING_FOR = timedelta(minutes=5)
RECOVERY_CODES = 10
ISSUER = "海关高级认证企业联合激励"
# A code is valid in its step of so many seconds, and in so many steps before and after.
STEP_SECONDS, TOLERANCE = 30, 1
WRONG_CODE = "验证码不正确或已经用过。请输入手机上现在显示的6位数字；多次不正确的，请核对手机时间。"
UNDECIPHERABLE = "验证码暂时无法核对（密钥已更换）。请改用备用码，或者请系统管理员重设第二重验证。"
WRONG_RECOVERY_CODE = "备用码不正确或已经用过：每个备用码只能用一次。"
CLOCK_SET_BACK = (
    "服务器现在的时间比您上次验证时还早，验证码暂时无法核对。请联系系统管理员核对服务器的时间，或者改用备用码。"
)


def is_required(user: User) -> bool:
    """Return whether the role of the user needs a second factor."""
    return user.role in settings.SECOND_FACTOR_ROLES


def has_factor(user: User) -> bool:
    """Return whether the user has set up a second factor."""
    return SecondFactor.objects.filter(user=user).exists()


def ask_for_factor(request: HttpRequest, user: User, address: str) -> None:
    """Note in the anonymous session which user has given the password, and the address to go on to."""
    request.session[PENDING] = [user.pk, user.get_session_auth_hash(), timezone.now().isoformat(), address]


def pending_sign_in(request: HttpRequest) -> tuple[User, str] | None:
    """Return who has given the present password within five minutes, and the address to go on to."""
    pk, password, at, address = request.session.get(PENDING, (None, "", "", ""))
    is_recent = pk and abs(timezone.now() - datetime.fromisoformat(at)) < PENDING_FOR
    user = User.objects.filter(pk=pk, is_active=True).first() if is_recent else None
    if user is None or SESSION_KEY in request.session:
        return None
    return (user, address) if constant_time_compare(password, user.get_session_auth_hash()) else None


@transaction.atomic
def fault_of(user: User, code: str) -> str:
    """Use up the code of the app, or the recovery code; return the sentence why it is refused, "" where it is not."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).lower()
    factor = SecondFactor.objects.select_for_update(of=("self",)).filter(user=user).first()
    if factor is None or not re.fullmatch("[0-9]{6}", code):
        return _fault_of_recovery_code(user, code)
    try:
        return _fault_of_code(factor, int(code))
    except UndecipherableError:
        return UNDECIPHERABLE


def _fault_of_code(factor: SecondFactor, code: int) -> str:
    if factor.last_step > newest_step() + factor.drift:
        return CLOCK_SET_BACK
    totp = TOTP(bytes.fromhex(factor.key), STEP_SECONDS, drift=factor.drift)
    totp.time = time.time()
    if not totp.verify(code, TOLERANCE, factor.last_step + 1):
        return WRONG_CODE
    factor.drift, factor.last_step = totp.drift, totp.t()
    factor.save(update_fields=["drift", "last_step"])
    return ""


def newest_step() -> int:
    """Return the last step whose code is valid now on a phone with the right time."""
    return int(time.time()) // STEP_SECONDS + TOLERANCE


def _fault_of_recovery_code(user: User, code: str) -> str:
    device = StaticDevice.objects.select_for_update(of=("self",)).filter(user=user).first()
    return "" if device and device.verify_token(_hash(code)) else WRONG_RECOVERY_CODE


def fault_of_new(key: str, code: str) -> str:
    """Return the sentence why the code is not one of the new key; "" where it is."""
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    fits = re.fullmatch("[0-9]{6}", code) and TOTP(bytes.fromhex(key)).verify(int(code), TOLERANCE)
    return "" if fits else WRONG_CODE


def new_key(request: HttpRequest) -> str:
    """Return the key of the factor that the session is setting up."""
    return decrypt(request.session.setdefault(NEW_KEY, encrypt(random_hex(20))))


def written_key(key: str) -> str:
    """Return the key as people type it into an app."""
    text = _base32(key)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code(user: User, key: str) -> SafeString:
    """Return the QR code by which an app takes the key, as SVG."""
    issuer, account = quote(ISSUER), quote(user.username)
    address = f"otpauth://totp/{issuer}:{account}?secret={_base32(key)}&issuer={issuer}"
    return draw_qr_code(address)


def _base32(key: str) -> str:
    return b32encode(bytes.fromhex(key)).decode()


def encrypt_keys_again() -> int:
    """Encrypt the keys of all second factors with the first key of the data; return how many.

    Raises UndecipherableError.
    """
    factors = list(SecondFactor.objects.select_for_update(of=("self",)))
    for factor in factors:
        factor.sealed_key = encrypt_again(factor.sealed_key)
        factor.save(update_fields=["sealed_key"])
    return len(factors)


def set_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes of the user; return the new ones, of which hashes are stored."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_hash(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes the user has not used."""
    return StaticToken.objects.filter(device__user=user).count()


def _hash(code: str) -> str:
    """The keyed hash of a recovery code, as long as its column."""
    return salted_hmac("accounts.recovery_code", code, algorithm="sha256").hexdigest()[:16]
