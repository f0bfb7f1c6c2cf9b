"""The commit-msg hook and the check of unmerged commits, tested in a new git repository."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.source import PROJECT

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
Git = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Run git in a new repository that has one commit on main."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        return subprocess.run(["git", *who, *arguments], cwd=tmp_path, capture_output=True, text=True)

    run("init", "--initial-branch=main")
    run("commit", "--allow-empty", "--message=docs: describe the portal")
    return run


def check_unmerged(folder: Path) -> subprocess.CompletedProcess[str]:
    """The check as `make lint` runs it in the folder."""
    script = str(PROJECT / ".ci" / "commit_subjects.py")
    return subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True)


GOOD = ["screening: lock blacklists until hits are written", "roster, uploads: parse a file once", "ci: x" + "y" * 67]
BAD = [
    ("Lock blacklists until hits are written", "package"),
    ("screening: Lock blacklists", "lower case"),
    ("screening: lock blacklists.", "full stop"),
    ("crosscheck: lock blacklists", "no such package: crosscheck"),
    ("ci: x" + "y" * 68, "73 characters"),
]


@pytest.mark.parametrize("subject", [*GOOD, "Merge branch 'gates'", "fixup! screening: lock blacklists"])
def test_hook_accepts_well_formed_subject(git: Git, subject: str) -> None:
    git("config", "core.hooksPath", str(PROJECT / ".githooks"))
    assert git("commit", "--allow-empty", "--message", subject).returncode == 0


@pytest.mark.parametrize(("subject", "message"), BAD)
def test_hook_refuses_malformed_subject(git: Git, subject: str, message: str) -> None:
    git("config", "core.hooksPath", str(PROJECT / ".githooks"))
    refused = git("commit", "--allow-empty", "--message", subject)
    assert refused.returncode != 0
    assert message in refused.stderr


def test_unmerged_commit_with_malformed_subject_is_reported(git: Git, tmp_path: Path) -> None:
    git("checkout", "-b", "work")
    git("commit", "--allow-empty", "--message=A bad subject")
    git("commit", "--allow-empty", "--message=docs: describe the hook")
    report = check_unmerged(tmp_path)
    assert report.returncode == 1
    assert "«A bad subject»" in report.stderr
    assert "describe the hook" not in report.stderr


def test_merge_commits_and_commits_on_main_are_not_checked(git: Git, tmp_path: Path) -> None:
    git("commit", "--allow-empty", "--message=An old bad subject on main")
    assert check_unmerged(tmp_path).returncode == 0
    git("checkout", "-b", "work", "main~1")
    git("commit", "--allow-empty", "--message=docs: describe the hook")
    git("merge", "main", "--message=Take what main has")
    assert check_unmerged(tmp_path).returncode == 0


def test_without_git_history_nothing_is_checked(tmp_path: Path) -> None:
    assert check_unmerged(tmp_path).returncode == 0
