"""Problem details (RFC 9457): the form in which every address under /api/ reports an error."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.utils.encoding import escape_uri_path

API_PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
# The page that explains the types; each has its own heading there.
TYPES_PAGE = "/api/v1/docs/"


@dataclass(frozen=True)
class ProblemType:
    """One kind of error: its code, its HTTP status, its name, and its general message."""

    code: str
    status: int
    title: str
    detail: str

    @property
    def uri(self) -> str:
        """The identifier of the type: an address that explains it (RFC 9457, section 3.1.1)."""
        return f"{TYPES_PAGE}#problem-{self.code}"


# The codes are those of Django REST framework's exceptions; `denied` and `too_large` are those of the portal.
PROBLEM_TYPES = {
    problem_type.code: problem_type
    for problem_type in (
        ProblemType("invalid", 400, "提交的内容有误", "提交的内容有误。"),
        ProblemType("parse_error", 400, "请求无法读取", "请求体有误，无法读取。"),
        # The proxy answers with it (deploy/nginx).
        ProblemType("malformed", 400, "请求格式有误", "请求的格式有误，或请求头过大，没有执行。"),
        ProblemType("unstorable_text", 400, "有不能保存的字符", "地址中有空字符或残缺的字符，不能保存。"),
        ProblemType("not_authenticated", 401, "没有令牌", "请求没有带令牌。"),
        ProblemType("authentication_failed", 401, "令牌无效", "令牌无效，或账号已停用。"),
        ProblemType("permission_denied", 403, "没有权限", "您的角色没有这项权限。"),
        ProblemType("not_found", 404, "没有找到", "没有找到；地址有误，或您没有查看权限。"),
        ProblemType("method_not_allowed", 405, "不支持的请求方法", "这个地址不支持这种请求方法。"),
        ProblemType("not_acceptable", 406, "没有所要的格式", "不能按 Accept 所要的格式答复；接口答复的是 JSON。"),
        ProblemType("denied", 409, "现在不能办理", "现在不能办理。"),
        ProblemType("length_required", 411, "没有长度", "请求没有说明请求体的长度（Content-Length）。"),
        ProblemType("too_large", 413, "请求过大", "请求过大，请分批发送。"),
        ProblemType("unsupported_media_type", 415, "不支持的内容类型", "请求的 Content-Type 不对。"),
        ProblemType(
            "key_reused", 422, "Idempotency-Key 已用过", "这个 Idempotency-Key 已用于内容不同的请求，请换一个新的。"
        ),
        ProblemType("throttled", 429, "请求过于频繁", "请求过于频繁，请稍后再试。"),
        ProblemType("error", 500, "系统出错", "系统出错，请稍后再试；如仍出错，请联系系统管理员。"),
        ProblemType("no_database", 503, "暂时不能访问", "数据库正在启动、维护或繁忙，请核对是否已收下再重新发送。"),
        ProblemType("no_scanner", 503, "病毒检查暂时不可用", "病毒检查暂时不可用，文件没有保存，请稍后再试。"),
        # The proxy answers with it (deploy/nginx).
        ProblemType("unavailable", 502, "暂时不能访问", "系统正在启动、维护或答复过慢，请核对是否已收下再重新发送。"),
    )
}


def is_api(request: HttpRequest) -> bool:
    """Return whether the request is for the API, whose clients are programs and read no HTML."""
    return request.path.startswith(API_PREFIX)


def problem(
    code: str, *, instance: str, detail: str = "", errors: Sequence[dict[str, str]] | None = None
) -> dict[str, object]:
    """Return the members of a problem; `instance` is the path of the request that failed.

    `errors` lists the wrong fields, each as field (dotted path, empty for the whole) and detail.
    """
    problem_type = PROBLEM_TYPES[code]
    members: dict[str, object] = {
        "type": problem_type.uri,
        "title": problem_type.title,
        "status": problem_type.status,
        "detail": detail or problem_type.detail,
        "instance": escape_uri_path(instance),
        "code": code,
    }
    return members if errors is None else {**members, "errors": list(errors)}


def problem_response(request: HttpRequest, code: str) -> JsonResponse:
    """Return the problem with its defaults, for errors outside Django REST framework."""
    return JsonResponse(
        problem(code, instance=request.path),
        status=PROBLEM_TYPES[code].status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
