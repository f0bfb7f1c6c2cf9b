"""A client of the API with Python's standard library alone (docs/api.md): look up, apply, prove, read notices.

    PORTAL_TOKEN=aeo_… python docs/api_client.py https://portal.example 91370102MAYMLALA6B \\
        --plan 济信用办〔2019〕7号 --measure 31 --description 核定增值税发票用量。 --pdf 证明.pdf

It prints the standing of the enterprise, logs the application of the measure where the enterprise is eligible, saves a
certificate of today, and prints the unread notices of the department, which it marks as read.
"""

import argparse
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

# Answers after which the same request may be sent again: too many requests, and a portal that starts or is maintained.
AGAIN = (429, 502, 503)
ATTEMPTS = 5


class Problem(Exception):
    """An error that the portal answered (RFC 9457): `code` is for programs, the text is for people."""

    def __init__(self, content: dict[str, Any]) -> None:
        errors = "".join(f"{error['field']}：{error['detail']}" for error in content.get("errors", ()))
        super().__init__(errors or content["detail"])
        self.code = content["code"]


class Portal:
    """The API of one portal, for the account of one token."""

    def __init__(self, address: str, token: str) -> None:
        self.root = f"{address.rstrip('/')}/api/v1/"
        self.headers = {"Authorization": f"Token {token}", "Accept": "*/*"}

    def get(self, url: str, **parameters: str) -> Any:
        """Return the answer of an address, which may be a path below /api/v1/."""
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        return json.loads(self.read(url + query))

    def read(self, url: str) -> bytes:
        """Return the content of an address."""
        return self._send(urllib.request.Request(self._address(url), headers=self.headers))

    def rows(self, url: str, **parameters: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages of a list."""
        page = self.get(url, **parameters)
        yield from page["results"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["results"]

    def post(self, url: str, body: dict[str, Any]) -> Any:
        """Send an act, which is done once: where no answer comes, it is sent again with the same key."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        request = urllib.request.Request(
            self._address(url), json.dumps(body).encode(), {**self.headers, **headers}, method="POST"
        )
        return json.loads(self._send(request))

    def _address(self, url: str) -> str:
        """Return the address of a path, in ASCII."""
        return urllib.parse.urljoin(self.root, urllib.parse.quote(url, safe="/:?&=%"))

    def _send(self, request: urllib.request.Request) -> bytes:
        for attempt in range(ATTEMPTS):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN or attempt == ATTEMPTS - 1:
                    raise Problem(json.loads(error.read())) from error
                time.sleep(int(error.headers.get("Retry-After") or 2**attempt))
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(2**attempt)
        raise AssertionError("the last attempt returns or raises")


def main() -> None:
    arguments = read_arguments()
    portal, today = Portal(arguments.address, os.environ["PORTAL_TOKEN"]), date.today().isoformat()
    enterprise = portal.get(f"enterprises/{arguments.enterprise}/", purpose="办理业务")
    standing = portal.get(enterprise["standing"], purpose="办理业务")
    print(standing["message"])
    if standing["state"] == "eligible":
        application = {
            "enterprise": enterprise["uscc"],
            "plan": arguments.plan,
            "measure": arguments.measure,
            "applied_on": today,
            "description": arguments.description,
            "condition_met": True,
        }
        try:
            print("已登记", portal.post("applications/", application)["number"])
        except Problem as problem:
            print("没有登记：", problem)
        certificate = portal.post(f"enterprises/{enterprise['uscc']}/certificates/", {"day": today})
        Path(arguments.pdf).write_bytes(portal.read(certificate["pdf"]))
        print("已开具资格证明", certificate["number"])
    for notice in list(portal.rows("notices/", unread="true")):
        print(notice["text"])
        portal.post(f"notices/{notice['id']}/read/", {})


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="查询企业，登记措施实施，开具资格证明，阅读消息")
    parser.add_argument("address", help="平台的地址")
    parser.add_argument("enterprise", help="统一社会信用代码、海关注册编码或AEO编码")
    parser.add_argument("--plan", required=True, help="行动计划的文号")
    parser.add_argument("--measure", type=int, required=True, help="措施在行动计划中的序号")
    parser.add_argument("--description", required=True, help="实施情况")
    parser.add_argument("--pdf", default="certificate.pdf", help="资格证明存为哪个文件")
    return parser.parse_args()


if __name__ == "__main__":
    main()
