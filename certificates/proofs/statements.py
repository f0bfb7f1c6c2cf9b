"""What a certificate states, its number, and its entry in the log."""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from certificates.proofs.encoding import FormatError, from_json, to_json

# No checkpoint begins with this line, so that no signature of the one is taken for a signature of the other.
HEADER = "aeo-certificate/v1"
# Crockford's Base32: digits and letters that nobody takes for one another.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("OIL", "011")
NUMBER_LENGTH = 20
SALT_LENGTH = 16
ELIGIBLE = "eligible"
"""The kind of an entry: the enterprise is a joint-incentive target (联合激励对象) on the day."""


@dataclass(frozen=True)
class Statement:
    """An enterprise is a joint-incentive target on a day, as the platform knew it when it issued this.

    `status_index` is the place of the certificate in the status list, whose address is `status_list`.
    """

    day: date
    enterprise: str
    uscc: str
    issuer: str
    issued_at: datetime
    status_index: int
    status_list: str

    def content(self) -> str:
        """Return the statement as one line of JSON, without its number."""
        return to_json({**asdict(self), "day": self.day.isoformat(), "issued_at": self.issued_at.isoformat()})

    def number(self, salt: bytes) -> str:
        """Return the number, which is a hash of the content: nobody has another content under the same number."""
        digest = int.from_bytes(sha256(salt + self.content().encode()).digest(), "big")
        return "".join(DIGITS[digest >> 5 * place & 31] for place in range(NUMBER_LENGTH))

    def text(self, salt: bytes) -> str:
        """Return the text that is signed."""
        return f"{HEADER}\n{self.number(salt)}\n{self.content()}\n"

    def entry(self, salt: bytes) -> bytes:
        """Return the entry of the log."""
        return entry_of(salt, number=self.number(salt), kind=ELIGIBLE, day=self.day)

    @classmethod
    def parse(cls, text: str) -> tuple[str, "Statement"]:
        """Return the number and the statement of a signed text. Raises FormatError."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[0] != HEADER or lines[3]:
            raise FormatError("no statement")
        content = from_json(lines[2])
        statement = cls._of(content)
        if statement.content() != lines[2]:
            raise FormatError("a statement in an unusual spelling")
        return lines[1], statement

    @classmethod
    def _of(cls, content: dict[str, Any]) -> "Statement":
        if content.keys() != {field.name for field in fields(cls)}:
            raise FormatError("a statement with other keys")
        try:
            day, issued_at = date.fromisoformat(content["day"]), datetime.fromisoformat(content["issued_at"])
        except (TypeError, ValueError) as error:
            raise FormatError("no day or no moment") from error
        texts = (content["enterprise"], content["uscc"], content["issuer"], content["status_list"])
        index = content["status_index"]
        if not all(isinstance(text, str) and text for text in texts) or type(index) is not int or index < 0:
            raise FormatError("no statement")
        if issued_at.tzinfo is None:
            raise FormatError("a moment without its offset")
        return cls(**{**content, "day": day, "issued_at": issued_at})


def entry_of(salt: bytes, *, number: str, kind: str, day: date) -> bytes:
    """Return the entry of the log: a hash that tells nothing to those who do not have the salt."""
    return sha256(salt + f"{number}\n{kind}\n{day.isoformat()}\n".encode()).digest()


def clean_number(text: str) -> str:
    """Return the number that somebody typed in any spelling; "" for what cannot be one."""
    kept = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper().translate(MEANT)
    return kept if len(kept) == NUMBER_LENGTH and set(kept) <= set(DIGITS) else ""


def shown_number(number: str) -> str:
    """Return the number as people read it: in groups of five."""
    return "-".join(number[start : start + 5] for start in range(0, len(number), 5))
