"""`python -m tests.chaos --rounds 20 --kills 100`: run the rounds on separate engines on the loopback."""

import argparse
import atexit
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from credit_portal.embedded import free_port, revive_postgres, start_engines
from tests.engines import let_owner_test

START = "import django; django.setup(); from tests.chaos.rounds import main; main()"
# Small values, so that there are several chunks for few enterprises and a lost chunk is sent again soon.
SETTINGS = {
    "SCREENING_FEW_ENTERPRISES": "0",
    "SCREENING_RESEND_SECONDS": "2",
    "HTTPS": "false",
    "DATA_KEYS": "a2lsbHMgYXQgcmFuZG9tIG1vbWVudHMsIDMyIGJ5dGU=",
    "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    "MAIL_HOST": "127.0.0.1",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=100, help="in all rounds together")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--chunk", type=int, default=30, help="entries in each chunk of a screening")
    arguments = parser.parse_args()
    for given in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(given, None)
    folder = mkdtemp(prefix="portal-chaos-")
    # Registered before the engines register their exit handler, so that it runs after that handler.
    atexit.register(shutil.rmtree, folder)
    with start_engines(Path(folder), durable=True) as engines:
        let_owner_test(engines.databases.superuser)
        os.environ.update(
            DATABASE_URL=engines.owner_url,
            REDIS_URL=engines.redis_url,
            VAR_DIR=folder,
            SECRET_KEY="chaos",
            DEMO="false",
            DJANGO_SETTINGS_MODULE="credit_portal.settings",
            SCREENING_CHUNK_ENTRIES=str(arguments.chunk),
            MAIL_PORT=str(free_port()),
            **SETTINGS,
        )
        try:
            rounds = subprocess.Popen(
                [sys.executable, "-c", START, str(arguments.rounds), str(arguments.kills), str(arguments.seed)],
                # Ctrl-C is sent to this process only, which stops the rounds.
                start_new_session=True,
            )
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: rounds.terminate())
            return rounds.wait()
        finally:
            # The rounds may have restarted the server; the running one is stopped here.
            revive_postgres(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
