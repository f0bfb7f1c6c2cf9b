"""Forms of certificates."""

from django import forms

from foundation.web.forms import PastDayField


class CertificateForm(forms.Form):
    """The day of a certificate."""

    day = PastDayField(label="证明哪一天的资格", error_messages={"required": "请填写日期，如2026-07-10。"})
