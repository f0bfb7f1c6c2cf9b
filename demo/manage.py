"""`python -m demo.manage COMMAND …`: a management command in the running demo, with its settings."""

import json
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

ENVIRONMENT = "environment.json"
NOT_RUNNING = "演示没有运行：请先运行 make demo (the demo is not running)"


def main() -> int:
    """Run the command; return the exit code."""
    var = Path(os.environ.get("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "demo")))
    file = var / ENVIRONMENT
    if not file.exists():
        sys.stderr.write(NOT_RUNNING + "\n")
        return 1
    os.environ.update(json.loads(file.read_text()))
    execute_from_command_line(["manage.py", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
