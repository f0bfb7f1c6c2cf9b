"""Stands for `docker` where a script calls `docker compose`: what runs in a container is a plain process here.

The variable DOCKER_HERE maps what the command line writes to what it is on this machine, as JSON.
"""

import json
import os
import sys
from itertools import takewhile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def main(command: str, *arguments: str) -> None:
    """Replace this process by what `docker compose command arguments` runs; `build` and `up` do nothing."""
    if command not in ("exec", "run"):
        return
    options = list(takewhile(lambda argument: argument.startswith("--"), arguments))
    _service, *program = arguments[len(options) :]
    for option in options:
        if option.startswith("--env="):
            name, value = option.removeprefix("--env=").split("=", 1)
            os.environ[name] = here(value)
    program = [here(argument) for argument in program]
    os.chdir(PROJECT)
    os.execvp(program[0], program)


def here(text: str) -> str:
    for written, meant in json.loads(os.environ["DOCKER_HERE"]).items():
        text = text.replace(written, meant)
    return text


main(*sys.argv[2:])
