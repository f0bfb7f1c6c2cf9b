"""The answer at the top of a page about a certificate."""

from certificates.proofs.verification import Answer, Outcome
from foundation.web.verdicts import Verdict


def verdict_of(answer: Answer) -> Verdict:
    """Return the answer in one sentence; green only for an enterprise that is on the public list now."""
    if not answer.is_true:
        return Verdict("no", answer.summary)
    return Verdict("yes" if answer.today.outcome is Outcome.YES else "past", answer.summary)
