"""Cosign the checkpoint of a day (会签); register and retire the keys that cosign."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from certificates.cosign import RefusedError, cosigned
from certificates.cosigned_notes import moment_of, read_cosignature
from certificates.log import last_cosigned, request_to_cosign
from certificates.models import Checkpoint, Cosignature, CosigningKey
from certificates.policies import (
    check_may_cosign,
    check_may_hold_key,
    check_may_make_sealed_key,
    check_may_retire,
    check_passphrase,
    check_public_key,
)
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Signature
from certificates.sealing import WrongPassphraseError, seal, unseal
from certificates.signing import published_keys
from foundation.denials import ActionDenied


class WrongPassphrase(ActionDenied):
    """The passphrase does not open the key of the office."""


@transaction.atomic
def register_key(*, department: Department | None, public_key: str, by: User) -> CosigningKey:
    """Register the public key of an office, None for the auditor; its former key is retired. Raises ActionDenied."""
    check_may_hold_key(department)
    check_public_key(public_key)
    return _add_key(CosigningKey(department=department, public_key=public_key, registered_by=by))


@transaction.atomic
def make_sealed_key(*, passphrase: str, by: User) -> CosigningKey:
    """Make a key for the user's office, encrypted with the passphrase in the portal; its former one is retired.

    Raises ActionDenied, also where the office keeps a key of its own.
    """
    check_passphrase(passphrase)
    check_may_make_sealed_key(by)
    code = by.department.code if by.department else "auditor"
    key = SigningKey.new(f"{settings.LOG_ORIGIN}/{code}", SignatureType.COSIGNATURE)
    sealed = seal(key, passphrase)
    return _add_key(
        CosigningKey(department=by.department, public_key=str(key.verifier), sealed_key=sealed, registered_by=by)
    )


def _add_key(key: CosigningKey) -> CosigningKey:
    for former in CosigningKey.objects.active().filter(department=key.department).select_for_update(of=("self",)):
        retire_key(key=former, by=key.registered_by)
    key.save()
    _record_key(EventType.COSIGNING_KEY_REGISTERED, key, key.registered_by)
    return key


@transaction.atomic
def retire_key(*, key: CosigningKey, by: User | None) -> None:
    """End the key: it cosigns nothing more, and its cosignatures stay valid. Raises ActionDenied.

    `by` is None where the platform itself retires it.
    """
    key = CosigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    check_may_retire(key)
    key.retired_at = timezone.now()
    key.save(update_fields=["retired_at"])
    _record_key(EventType.COSIGNING_KEY_RETIRED, key, by)


def retire_keys_of_closed_offices() -> None:
    """End the keys of the customs offices that were closed. Idempotent."""
    for key in CosigningKey.objects.active().filter(department__closed_on__lte=timezone.localdate()):
        retire_key(key=key, by=None)


def _record_key(event: EventType, key: CosigningKey, by: User | None) -> None:
    record(event, target=key, data={"number": key.key_id}, by=by)


@transaction.atomic
def record_cosignature(*, checkpoint: Checkpoint, content: bytes, by: User) -> Cosignature:
    """Record the cosignature in the note that the user's office made outside of the portal. Raises ActionDenied."""
    key = check_may_cosign(checkpoint, by)
    return _record(checkpoint, key, read_cosignature(content, checkpoint, key), by)


@transaction.atomic
def cosign_checkpoint(*, checkpoint: Checkpoint, passphrase: str, by: User) -> Cosignature:
    """Cosign with the key of the user's office in the portal, which the passphrase decrypts. Raises ActionDenied.

    The same is checked as outside of the portal: the log begins with what the key cosigned last.
    """
    key = check_may_cosign(checkpoint, by)
    if not key.sealed_key:
        raise ActionDenied("本单位的密钥由单位自持，请下载文件，在平台以外会签后上传。")
    try:
        private = unseal(key.sealed_key, passphrase, name=key.cosigner.key.name)
    except WrongPassphraseError as error:
        raise WrongPassphrase("口令不正确，没有会签。") from error
    request, last = request_to_cosign(checkpoint, key), last_cosigned(key)
    try:
        now = int(timezone.now().timestamp())
        note = cosigned(request, last.content if last else None, private, published_keys(), at=now)
    except RefusedError as error:
        raise ActionDenied(str(error)) from error
    return _record(checkpoint, key, note.signatures[-1], by)


def _record(checkpoint: Checkpoint, key: CosigningKey, signature: Signature, by: User) -> Cosignature:
    cosignature = Cosignature.objects.create(
        checkpoint=checkpoint, key=key, line=str(signature), cosigned_at=moment_of(signature), recorded_by=by
    )
    record(EventType.CHECKPOINT_COSIGNED, target=checkpoint, data={"number": key.key_id}, by=by)
    return cosignature
