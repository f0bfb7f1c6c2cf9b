"""Check commit subjects: `package: lower-case verb and the rest`, at most 72 characters.

With `--message FILE`, as the commit-msg hook, check that message. Without, check the commits that are not yet on the
main branch (origin/main, or main where there is no remote). Merge commits are exempt. Nothing is checked where there
is no git history.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LONGEST = 72
FOLDERS = {"templates", "static", "tests", "docs", "benchmarks"}
WHOLE = {"build", "ci", "lint", "deps", "migrations", "names", "packages"}
# Commits that git writes itself, or that will be folded into another one before they reach main.
WRITTEN_BY_GIT = ("Merge ", "fixup! ", "squash! ", "amend! ")


def areas() -> set[str]:
    """Return the words that a subject may begin with."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return {*settings["tool"]["importlinter"]["root_packages"], *FOLDERS, *WHOLE}


def faults(subject: str) -> list[str]:
    """Return the faults of the subject, as messages."""
    found = []
    if len(subject) > LONGEST:
        found.append(f"{len(subject)} characters; at most {LONGEST}")
    match = re.fullmatch(r"([a-z_]+(?:, [a-z_]+)*): [a-z].*[^.]", subject)
    if not match:
        found.append("write «package: verb in lower case …», without a full stop at the end")
    elif unknown := set(match[1].split(", ")) - areas():
        found.append(f"no such package: {', '.join(sorted(unknown))}; one of {', '.join(sorted(areas()))}")
    return found


def git(*arguments: str) -> str:
    """The output of a git command; "" if it fails."""
    command = ["git", "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def unmerged_subjects() -> list[str]:
    """Subjects of the commits that are on this branch and not on the main branch."""
    if not Path(".git").exists() or not shutil.which("git"):
        return []
    main = next((name for name in ("origin/main", "main") if git("rev-parse", "--verify", "--quiet", name)), "")
    return git("log", "--no-merges", "--format=%s", f"{main}..HEAD").splitlines() if main else []


def main() -> int:
    if sys.argv[1:2] == ["--message"]:
        lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
        subject = next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
        subjects = [] if subject.startswith(WRITTEN_BY_GIT) else [subject]
    else:
        subjects = unmerged_subjects()
    wrong = {subject: found for subject in subjects if (found := faults(subject))}
    for subject, found in wrong.items():
        print(f"commit subject «{subject}»: {'; '.join(found)}", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
