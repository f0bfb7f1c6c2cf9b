"""Additions to the OpenAPI schema: the problems that each operation may answer with (RFC 9457)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from foundation.web.problems import MEDIA_TYPE, PROBLEM_TYPES, ProblemType, problem

# Parameters that name a page of a list; a page that does not exist is answered with 404.
PLACES = {"page", "after", "before"}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 的问题说明。",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "错误种类的地址，有该种类的说明。"},
        "title": {"type": "string", "description": "错误种类的名称。"},
        "status": {"type": "integer", "description": "HTTP 状态码。"},
        "detail": {"type": "string", "description": "这一次错误的说明，供人阅读。"},
        "instance": {"type": "string", "format": "uri-reference", "description": "出错的请求的地址。"},
        "code": {"type": "string", "enum": list(PROBLEM_TYPES), "description": "错误种类的代码，供程序判断。"},
        "errors": {
            "type": "array",
            "description": "有误的各项；只在 code 为 invalid 时有。",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "字段或参数名，嵌套的以点相连；整体有误时为空。"},
                    "detail": {"type": "string", "description": "怎样有误。"},
                },
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance", "code"],
}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add to every operation the problems that it may answer with; a postprocessing hook of drf-spectacular."""
    by_status: dict[int, list[ProblemType]] = defaultdict(list)
    for problem_type in PROBLEM_TYPES.values():
        by_status[problem_type.status].append(problem_type)
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {f"Problem{status}": _response(types) for status, types in by_status.items()}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            operation["responses"] |= {
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in sorted(_statuses(path, method, operation))
            }
    return result


def _response(types: list[ProblemType]) -> dict[str, Any]:
    return {
        "description": "；".join(f"{problem_type.title}（{problem_type.code}）" for problem_type in types) + "。",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {
                    problem_type.code: {"value": problem(problem_type.code, instance="/api/v1/")}
                    for problem_type in types
                },
            }
        },
    }


def _statuses(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """Return the statuses of the problems that an operation may answer with, by its method and its parameters."""
    has_body = "requestBody" in operation
    parameters = operation.get("parameters", ())
    names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    # Any address may have a character that cannot be stored.
    yield from (400, 406, 429, 500, 502, 503)
    if any(operation.get("security", ())):
        yield from (401, 403)
    if "{" in path or names & PLACES:
        yield 404
    if method == "post" or "409" in operation["responses"]:
        yield 409
    if any(parameter["name"] == "Idempotency-Key" for parameter in parameters):
        yield 422
    if has_body:
        yield from (411, 413, 415)
