"""Make a key: `python -m certificates.new_key NAME`. Prints the private key; the public half goes to standard error.

NAME is the address of the log without https://, such as aeo.example.gov.cn/log, or the name of a cosigner.
"""

import argparse
import sys
from collections.abc import Sequence

from certificates.proofs.encoding import FormatError
from certificates.proofs.keys import SignatureType, SigningKey

TYPES = {"ed25519": SignatureType.ED25519, "sm2": SignatureType.SM2, "cosigner": SignatureType.COSIGNATURE}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a new key of the name and the type; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m certificates.new_key", description="生成密钥")
    parser.add_argument("name", help="日志的地址（不含https://），或会签单位的名称")
    parser.add_argument("--type", choices=TYPES, default="ed25519", help="签发（ed25519、sm2）或会签（cosigner）")
    chosen = parser.parse_args(arguments)
    try:
        key = SigningKey.new(chosen.name, TYPES[chosen.type])
    except FormatError:
        print("名称不能有空白和加号。", file=sys.stderr)
        return 2
    print(key)
    print(f"公钥：{key.verifier}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
