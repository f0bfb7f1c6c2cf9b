"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from accounts.models import Department, User
from certificates.log import last_cosigned
from certificates.models import Checkpoint, CosigningKey
from certificates.proofs.encoding import FormatError
from certificates.proofs.keys import PRIVATE, SignatureType, VerifierKey
from certificates.sealing import SHORTEST
from certificates.signing import published_keys, signing_keys
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from screening.explanation.explain import Explanation
from screening.states import StandingState


def check_has_keys() -> None:
    """Require a key to sign with."""
    if not signing_keys():
        raise ActionDenied("平台还没有设置签发密钥，不能开具资格证明，请联系系统管理员。")


def check_was_eligible(explanation: Explanation) -> None:
    """Require that the enterprise is known to have been a joint-incentive target on the day."""
    if explanation.state is None:
        raise ActionDenied(f"{explanation.message}不能开具资格证明。")
    if explanation.state != StandingState.ELIGIBLE:
        raise ActionDenied(
            f"{explanation.enterprise.name}在{chinese_date(explanation.on)}为“{explanation.label}”，不是联合激励对象，"
            "不能开具资格证明。"
        )


def check_public_key(text: str) -> None:
    """Require the text of a public key that cosigns, whose private half neither another office has nor the portal."""
    if PRIVATE in text:
        raise ActionDenied("这是私钥，不能交给平台。请会签单位另行生成密钥，这里只填写公钥。")
    try:
        key = VerifierKey.parse(text)
    except FormatError as error:
        raise ActionDenied("这不是公钥，或者抄写不全。公钥是一行“名称+编号+内容”。") from error
    if key.type is not SignatureType.COSIGNATURE:
        raise ActionDenied("这是签发的公钥，不是会签的公钥；生成时须写明 --type cosigner。")
    known = published_keys()
    if key.public in [cosigner.key.public for cosigner in known.cosigners]:
        raise ActionDenied("这个公钥已经登记过。")
    if key.public in [issuer.public for issuer in known.issuer]:
        raise ActionDenied("这是平台签发所用的密钥，不能用来会签。")


def check_may_hold_key(department: Department | None) -> None:
    """Require a customs office, or none for the auditor."""
    if department and not department.is_customs:
        raise ActionDenied(f"{department}不参加会签；会签由两关和审计办理。")


def check_may_make_sealed_key(by: User) -> None:
    """Require that the user's office does not keep a key of its own: the system administrator retires that one first.

    So no single officer replaces the key that the portal does not have by one that it has.
    """
    key = CosigningKey.objects.active().of(by).first()
    if key and not key.sealed_key:
        raise ActionDenied(
            f"本单位现用的密钥（编号{key.key_id}）由单位自持。确需改在平台生成的，请先由系统管理员停用现用的密钥。"
        )


def check_passphrase(passphrase: str) -> None:
    """Require a passphrase that is long enough to protect a key in the portal."""
    if len(passphrase) < SHORTEST:
        raise ActionDenied(f"口令至少{SHORTEST}个字。")


def check_may_retire(key: CosigningKey) -> None:
    """Require a key that still cosigns."""
    if key.retired_at:
        raise ActionDenied(f"{key}的这个密钥已经停用。")


def check_may_cosign(checkpoint: Checkpoint, by: User) -> CosigningKey:
    """Require that the user's office has a key and has not cosigned this checkpoint or a later one; return the key."""
    key = CosigningKey.objects.active().of(by).select_related("department").first()
    if key is None:
        raise ActionDenied("本单位还没有会签密钥：请系统管理员登记公钥，或者在“证明日志”页生成加密的密钥。")
    if checkpoint.cosignatures.filter(key__in=CosigningKey.objects.of(by)).exists():
        raise ActionDenied(f"本单位已经会签{checkpoint}。")
    last = last_cosigned(key)
    if last and last.day > checkpoint.day:
        raise ActionDenied(f"本单位已经会签{last}，它包含{checkpoint}的全部记录，不必再会签这一天。")
    return key
