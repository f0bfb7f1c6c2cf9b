"""The checkpoints of the last days. 泉城海关 has its own key, 莱芜海关 one in the portal; on one day nobody cosigns."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from certificates.actions.checkpoints import sign_checkpoint_of_today
from certificates.actions.cosigning import cosign_checkpoint, make_sealed_key, record_cosignature, register_key
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, cosign
from demo.logins import COSIGNING_PASSPHRASE
from demo.year.city_year import CityYear

# Working days before today → who cosigns then.
COSIGNERS = {5: ("quancheng", "laiwu"), 4: ("laiwu",), 3: (), 2: ("quancheng", "laiwu"), 1: ("quancheng", "laiwu")}
# Beside the data of the demo, so that `python -m certificates.cosign` can be tried.
KEY_FILE = "quancheng-cosigner.key"


def plan_cosigning(year: CityYear) -> None:
    key = SigningKey.new("quancheng.example.gov.cn", SignatureType.COSIGNATURE)
    _key_path().write_text(f"{key}\n", encoding="utf-8")
    year.plan(year.days.before_today(6), partial(_register, year, key))
    for number, cosigners in COSIGNERS.items():
        year.plan(year.days.before_today(number), partial(_sign, year, key, cosigners))


def _register(year: CityYear, key: SigningKey) -> None:
    office = year.people["quancheng"].department
    register_key(department=office, public_key=str(key.verifier), by=year.people["xitong"])
    make_sealed_key(passphrase=COSIGNING_PASSPHRASE, by=year.people["laiwu"])


def _sign(year: CityYear, key: SigningKey, cosigners: tuple[str, ...]) -> None:
    checkpoint = sign_checkpoint_of_today()
    assert checkpoint
    if "quancheng" in cosigners:
        note = Note.parse(checkpoint.note)
        cosigned = note.with_signature(cosign(note.text, key, at=int(timezone.now().timestamp())))
        _key_path(".last").write_text(note.text, encoding="utf-8")
        record_cosignature(checkpoint=checkpoint, content=str(cosigned).encode(), by=year.people["quancheng"])
    if "laiwu" in cosigners:
        cosign_checkpoint(checkpoint=checkpoint, passphrase=COSIGNING_PASSPHRASE, by=year.people["laiwu"])


def _key_path(suffix: str = "") -> Path:
    """Return the path of the key of 泉城海关, or of what the command keeps beside it."""
    return Path(settings.VAR_DIR) / f"{KEY_FILE}{suffix}"
