"""The JSON of certificates (docs/api.md). Field names are part of the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from certificates.holders import answer_about
from certificates.models import Certificate
from certificates.verdicts import verdict_of
from foundation.web.fields import PastDateField

CERTIFICATE = {
    "number": "7K2M9-PQ4RT-8WXY3-ABCDE",
    "url": "https://portal.example/api/v1/certificates/7K2M9-PQ4RT-8WXY3-ABCDE/",
    "uscc": "91370102MAYMLALA6B",
    "enterprise": "济南某某进出口有限公司",
    "day": "2026-07-10",
    "issued_at": "2026-07-10T10:02:11+08:00",
    "verdict": "当日属实；目前在公布名单",
    "file": "https://portal.example/api/v1/certificates/7K2M9-PQ4RT-8WXY3-ABCDE/file/",
    "pdf": "https://portal.example/api/v1/certificates/7K2M9-PQ4RT-8WXY3-ABCDE/pdf/",
    "verification": "https://portal.example/verify/7K2M9-PQ4RT-8WXY3-ABCDE/",
}


@extend_schema_serializer(examples=[OpenApiExample("某一天", value={"day": "2026-07-10"})])
class NewCertificateSerializer(serializers.Serializer):
    """The day of a certificate."""

    day = PastDateField(help_text="证明哪一天的资格，不晚于今天。")


class CertificateLink(serializers.HyperlinkedIdentityField):
    """The address of a certificate, which its number names."""

    def __init__(self, part: str, **kwargs: Any) -> None:
        super().__init__(view_name=f"certificates_api:certificate_{part}", lookup_field="number", **kwargs)


@extend_schema_serializer(examples=[OpenApiExample("资格证明", value=CERTIFICATE)])
class CertificateSerializer(serializers.Serializer):
    """A certificate that was read `with_status`, and the answer that everybody gets about it now."""

    number = serializers.CharField(help_text="编号。")
    url = CertificateLink("detail", help_text="本答复的地址。")
    uscc = serializers.CharField(source="statement.uscc", help_text="统一社会信用代码。")
    enterprise = serializers.CharField(source="statement.enterprise", help_text="企业当日的名称。")
    day = serializers.DateField(help_text="证明哪一天的资格。")
    issued_at = serializers.DateTimeField(source="statement.issued_at", help_text="开具时间。")
    verdict = serializers.SerializerMethodField(help_text="现在核验的结论。")
    file = CertificateLink("file", help_text="证明文件的地址。")
    pdf = CertificateLink("pdf", help_text="PDF 的地址。")
    verification = serializers.SerializerMethodField(help_text="任何人都可以核验的网页。")

    def get_verdict(self, certificate: Certificate) -> str:
        return verdict_of(answer_about(certificate)).sentence

    @extend_schema_field(serializers.URLField())
    def get_verification(self, certificate: Certificate) -> str:
        return verification_address(certificate, self.context["request"])


def verification_address(certificate: Certificate, request: Any) -> str:
    """Return the address of the public page that verifies the certificate."""
    address: str = request.build_absolute_uri(reverse("certificates:verification_detail", args=[certificate.number]))
    return address
