"""The rights that are asked for and granted are those that our statements take: read off the statements themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files

from frontol_desk.format.registry import default_registry
from frontol_desk.warehouse.migrating import shipped_migrations
from frontol_desk.warehouse.rights import needed_rights

_STATEMENT = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)\b(?! SET DEFAULT)")
_SET_UP_BY_THE_OWNER = {"frontol_desk_migrations", "frontol_desk_tables"}
NEEDED = needed_rights(default_registry())


def used() -> dict[str, set[str]]:
    """Return which tables our modules insert into, update and delete from."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in files("frontol_desk.warehouse").iterdir():
        if not module.name.endswith(".py"):
            continue
        text = re.sub(r'"\s*\n\s*f?"', "", module.read_text("utf-8"))  # literals that go on in the next line
        for match in _STATEMENT.finditer(text):
            verb, table = match[1].split()[0], match[2]
            found[table].add(verb)
            rest = re.split(r'"""|"\s*[,)\n]', text[match.end() :], maxsplit=1)[0]
            if verb == "INSERT" and "DO UPDATE" in rest:
                found[table].add("UPDATE")
    return found


def test_rights_are_those_of_the_statements() -> None:
    changed = used()
    tables = {table for migration in shipped_migrations() for table in migration.tables}
    assert tables <= NEEDED.keys(), "a migration made a table that nobody is granted anything on"
    for table in tables | _SET_UP_BY_THE_OWNER:
        verbs = set() if table in _SET_UP_BY_THE_OWNER else changed[table]
        assert set(NEEDED[table]) == {"SELECT"} | verbs, table


def test_the_record_of_actions_is_only_added_to() -> None:
    assert NEEDED["audit"] == ("SELECT", "INSERT")
