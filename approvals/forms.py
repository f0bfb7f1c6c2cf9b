"""The form of a proposal's answer."""

from foundation.web.forms import VersionForm
from free_text.forms import FreeTextarea, FreeTextField


class RejectionForm(VersionForm):
    """The reason why a proposal is rejected, or taken back by who made it.

    `version` is the one that the page showed.
    """

    reason = FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": "请填写理由。"},
    )
