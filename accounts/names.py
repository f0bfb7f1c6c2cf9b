"""Names of people that look alike, so that nobody is taken for somebody else."""

import unicodedata

from opencc import OpenCC

from accounts.models import User

SIMPLIFIED = OpenCC("t2s")
# Characters that are easily taken for another one: each row looks like its first character.
LOOK_ALIKE = str.maketrans(
    {character: row[0] for row in ("己已巳", "末未", "土士", "日曰", "入人", "o0", "l1i") for character in row[1:]}
)


def appearance(name: str) -> str:
    """Return the name without what the eye passes over: width, capitals, blanks, marks and traditional characters."""
    letters = (each for each in unicodedata.normalize("NFKC", name) if unicodedata.category(each)[0] in "LN")
    return str(SIMPLIFIED.convert("".join(letters))).casefold().translate(LOOK_ALIKE)


def similar_accounts(user: User) -> list[User]:
    """Return the other accounts whose name looks like that of the user, also those that are off."""
    own = appearance(user.full_name)
    others = User.objects.select_related("department").exclude(pk=user.pk)
    return [other for other in others if appearance(other.full_name) == own]
