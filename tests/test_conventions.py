"""Conventions of the source that no linter checks."""

from tests.source import calls, modules, packages


def test_select_for_update_names_its_tables() -> None:
    """Without `of`, a later select_related() would lock the joined tables as well."""
    missing = [
        f'{path}:{call.lineno}: write select_for_update(of=("self",)), or name the tables'
        for path, tree in modules(*packages()).items()
        for call in calls(tree, "select_for_update")
        if "of" not in {keyword.arg for keyword in call.keywords}
    ]
    assert not missing, "\n".join(missing)
