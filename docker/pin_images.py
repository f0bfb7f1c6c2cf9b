"""pin_images.py REGISTRY FILE: write the digests of the images that a city starts into a compose file.

It asks the registry (or mirror) for the manifest of each image that docker-compose.yml and Dockerfile name, by the HTTP
API of the OCI distribution specification. A digest is the SHA-256 of the manifest that came; nothing is written unless
all came. Only Python's own modules are needed.
"""

import hashlib
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 30
ACCEPT = ", ".join(
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
)


class Refused(Exception):
    """The registry does not give the manifest of an image."""


def service_images(compose: str) -> dict[str, str]:
    """Return service → image with its tag, of the services that are not built here."""
    images, service = {}, ""
    for line in compose.partition("\nservices:\n")[2].splitlines():
        if heading := re.fullmatch(r"  ([\w-]+):", line):
            service = heading[1]
        elif image := re.fullmatch(r"    image: (\S+:\S+)", line):
            images[service] = image[1]
        elif line and not line.startswith(" "):
            break
    return images


def built_services(compose: str) -> list[str]:
    """Return the services that are built from the Dockerfile."""
    return re.findall(r"^  ([\w-]+):\n    <<: \*portal$", compose, re.MULTILINE)


def base_images(dockerfile: str) -> dict[str, str]:
    """Return build argument → image with its tag."""
    return dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", dockerfile, re.MULTILINE))


def digest_of(registry: str, image: str) -> str:
    """Return the digest of the image's manifest. Raises Refused."""
    name, _, tag = image.partition(":")
    repository = name if "/" in name else f"library/{name}"
    url = f"{registry}/v2/{repository}/manifests/{tag}"
    try:
        try:
            manifest, stated = _get(url)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
            manifest, stated = _get(url, token=_token(error.headers.get("WWW-Authenticate", "")))
    except (OSError, ValueError) as error:
        raise Refused(f"{image}：{error}") from error
    digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    if stated not in ("", digest):
        raise Refused(f"{image}：应答的内容与所称的摘要不符 (the manifest does not match its digest)")
    return digest


def _get(url: str, token: str = "") -> tuple[bytes, str]:
    """Return the content, and the digest that the registry states."""
    headers = {"Accept": ACCEPT, **({"Authorization": f"Bearer {token}"} if token else {})}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:
        return answer.read(), answer.headers.get("Docker-Content-Digest", "")


def _token(challenge: str) -> str:
    """Return the token for reading that a challenge of the registry names the place of."""
    named = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    query = urllib.parse.urlencode({key: named[key] for key in ("service", "scope") if key in named})
    answer = json.loads(_get(f"{named.get('realm', '')}?{query}")[0])
    return str(answer.get("token") or answer.get("access_token") or "")


def main(registry: str, output: str) -> int:
    compose = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    services, bases = service_images(compose), base_images((PROJECT / "Dockerfile").read_text(encoding="utf-8"))
    try:
        digests = {image: digest_of(registry, image) for image in {*services.values(), *bases.values()}}
    except Refused as error:
        sys.stderr.write(f"没有写入：{error}\n")
        return 1
    pinned = {service: {"image": f"{image}@{digests[image]}"} for service, image in services.items()}
    arguments = {name: f"{image}@{digests[image]}" for name, image in bases.items()}
    pinned |= {service: {"build": {"args": arguments}} for service in built_services(compose)}
    # JSON is YAML.
    Path(output).write_text(json.dumps({"services": pinned}, indent=2) + "\n", encoding="utf-8")
    print(f"已写入{len(digests)}个镜像的摘要 (written): {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2]))
