"""The API of certificates (资格证明): issue one, and fetch it as JSON and as PDF (docs/api.md)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from audit.recording import record_read
from audit.types import EventType
from certificates.actions.issuing import issue_certificate
from certificates.holders import file_of
from certificates.models import Certificate
from certificates.pdf import pdf_of
from certificates.proofs.statements import clean_number
from certificates.serializers import CertificateSerializer, NewCertificateSerializer, verification_address
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from foundation.web.api import SmallJSONParser
from roster.models import Enterprise

TAGS = ["资格证明"]
FILE = {
    "certificate": "信用济南…\n\n— …",
    "salt": "q6K5Jm0s2mJ0vQ1n3r8t2A==",
    "proof": "c2sp.org/tlog-proof@v1\n…",
    "status_list": "…",
}


class PdfRenderer(JSONRenderer):
    """The bytes of a PDF; errors are JSON, as everywhere."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, accepted_media_type, renderer_context)


class CertificateCreate(GenericAPIView):
    serializer_class = NewCertificateSerializer
    parser_classes = (SmallJSONParser,)

    @extend_schema(
        operation_id="issue_certificate",
        summary="开具资格证明",
        description="开具企业在某一天是联合激励对象的证明；当日不是的，答复 409 并说明原因。"
        "企业由统一社会信用代码、海关注册编码或AEO编码指明，写法不限。",
        parameters=[IDEMPOTENCY_KEY],
        responses={201: CertificateSerializer},
        tags=TAGS,
    )
    def post(self, request: Request, uscc: str) -> Response:
        """Issue a certificate of a day for the enterprise."""
        return answer_once(request, self._issue)

    def _issue(self) -> Response:
        enterprise = Enterprise.objects.with_code(self.kwargs["uscc"]).first()
        if enterprise is None:
            raise Http404
        sent = self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        issued = issue_certificate(enterprise=enterprise, day=sent.validated_data["day"], by=self.request.user)
        answer = CertificateSerializer(_certificate(issued.number), context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_201_CREATED)


class CertificateDetail(GenericAPIView):
    serializer_class = CertificateSerializer

    @extend_schema(
        operation_id="read_certificate",
        summary="查询一份资格证明",
        description="资格证明的内容，和任何人现在核验所得的结论；编号的写法不限。",
        tags=TAGS,
    )
    def get(self, request: Request, number: str) -> Response:
        """Return one certificate with the answer that everybody gets about it now."""
        certificate = _certificate(number)
        record_read(EventType.CERTIFICATE_VIEWED, target=certificate, by=request.user)
        return Response(self.get_serializer(certificate).data)


class CertificateFile(GenericAPIView):
    @extend_schema(
        operation_id="read_certificate_file",
        summary="下载证明文件",
        description="经签署的证明文件（JSON），可以在核验网页上核验，也可以用公开的密钥离线核验。",
        responses={200: OpenApiTypes.OBJECT},
        examples=[OpenApiExample("证明文件", value=FILE, response_only=True)],
        tags=TAGS,
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """Return the file that is verified, with the proofs of this moment, as it was signed."""
        certificate = _certificate(number)
        record_read(EventType.FILE_DOWNLOADED, target=certificate, by=request.user)
        return HttpResponse(str(file_of(certificate)), content_type="application/json")


class CertificatePdf(GenericAPIView):
    renderer_classes = (PdfRenderer,)

    @extend_schema(
        operation_id="read_certificate_pdf",
        summary="下载证明的PDF",
        description="带二维码的PDF。名称有字体中没有的字的，不能生成，答复 409。",
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            409: OpenApiResponse(description="不能生成。"),
        },
        tags=TAGS,
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the certificate as PDF, with the QR code of the page that verifies it. Raises ActionDenied."""
        certificate = _certificate(number)
        content = pdf_of(certificate, address=verification_address(certificate, request))
        record_read(EventType.FILE_DOWNLOADED, target=certificate, by=request.user)
        return Response(content)


def _certificate(number: str) -> Certificate:
    """Return the certificate with the number in any spelling; raise Http404 where there is none."""
    return get_object_or_404(Certificate.objects.with_status().numbered(clean_number(number)))


VIEW = "certificates.view_certificate"
certificate_create = by_token("certificates.add_certificate")(CertificateCreate.as_view())
certificate_detail = by_token(VIEW)(CertificateDetail.as_view())
certificate_file = by_token(VIEW)(CertificateFile.as_view())
certificate_pdf = by_token(VIEW)(CertificatePdf.as_view())
