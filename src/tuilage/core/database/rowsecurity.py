"""Row-level security, declared beside the model and written by its migrations.

`RowPolicy` is a Django constraint, so `makemigrations` notices it like any other. The SQL vocabulary of policies
(`my_id()`, `my_teams()`, `my_circle()`, `my_roles()`, `acting_as()`) is created by this room's first migration and
given its body by the rooms that know (organisations for teams and roles, sharing for the circle).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APP, GUARD, STATS = "tuilage_app", "tuilage_guard", "tuilage_stats"
NOBODY = "false"
ANYONE_KNOWN = "(select my_id()) is not null"


def is_me(column: str) -> str:
    """Rows whose `column` is the professional who acts."""
    return f"{column} = (select my_id())"


def own_team(column: str) -> str:
    """Rows of a team in which the actor holds a post today."""
    return f"{column} = any(array(select my_teams()))"


def circle(column: str) -> str:
    """Rows about a person in whose circle the actor stands today.

    Hashed once a query: as an array, thousands of persons would be walked for each row.
    """
    return f"{column} in (select my_circle())"


def has_role(*roles: str) -> str:
    """True for an actor whose post gives one of `roles`."""
    names = ", ".join(f"'{role}'" for role in roles)
    return f"exists (select 1 from my_roles() r where r in ({names}))"


def system(*names: str) -> str:
    """True for the named system actors, each with its own grants; never for a person."""
    return f"(select acting_as({', '.join(repr(name) for name in names)}))"


def either(*conditions: str) -> str:
    """Any of the conditions."""
    return "(" + " or ".join(conditions) + ")"


def both(*conditions: str) -> str:
    """All of the conditions."""
    return "(" + " and ".join(conditions) + ")"


def tiered(
    person: str = "person_id", team: str = "team_id", author: str = "author_id", tier: str = "tier"
) -> str:
    """What is written about a person, inside their circle: its author; their team (tier team); all (tier shared).

    Whoever leaves the circle loses even what they wrote: a withdrawn grant is felt at once.
    """
    return both(
        circle(person),
        either(f"{tier} = 'shared'", both(f"{tier} = 'team'", own_team(team)), is_me(author)),
    )


def through(table: str, key: str, column: str = "id") -> str:
    """Rows whose parent is visible: the parent's own policy decides, so that the two can never differ."""
    return f"exists (select 1 from {table} parent where parent.{column} = {key})"


class RowPolicy(models.BaseConstraint):
    """Who may read and write the rows of a table; without one of the conditions the row does not exist.

    `read` is a SQL condition; `insert` and `update` default to it; `delete` to nobody. `stats` lists the columns
    without identity that the stats role may count over all rows.
    """

    def __init__(
        self,
        *,
        name: str,
        read: str,
        insert: str | None = None,
        update: str | None = None,
        delete: str | None = None,
        stats: Sequence[str] = (),
    ) -> None:
        super().__init__(name=name)
        self.read = read
        self.insert = read if insert is None else insert
        self.update = read if update is None else update
        self.delete = NOBODY if delete is None else delete
        self.stats = tuple(stats)

    def deconstruct(self) -> Any:
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        kwargs: dict[str, Any] = {"name": self.name, "read": self.read}
        kwargs |= {"insert": self.insert, "update": self.update, "delete": self.delete}
        if self.stats:
            kwargs["stats"] = self.stats
        return path, (), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowPolicy) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def clone(self) -> RowPolicy:
        _, args, kwargs = self.deconstruct()
        return self.__class__(*args, **kwargs)

    def renamed(self, name: str) -> RowPolicy:
        """The policy of the model's history: read like the model, written by its trigger only, never changed."""
        return RowPolicy(name=name, read=self.read, insert="pg_trigger_depth() > 0", update=NOBODY)

    def _create(self) -> str:
        lines = [
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE %(table)s FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {self.name}_r ON %(table)s FOR SELECT TO {APP} USING ({self.read})",
            f"CREATE POLICY {self.name}_i ON %(table)s FOR INSERT TO {APP} WITH CHECK ({self.insert})",
            f"CREATE POLICY {self.name}_u ON %(table)s FOR UPDATE TO {APP} "
            f"USING ({self.update}) WITH CHECK ({self.update})",
            f"CREATE POLICY {self.name}_d ON %(table)s FOR DELETE TO {APP} USING ({self.delete})",
            f"CREATE POLICY {self.name}_g ON %(table)s TO {GUARD} USING (true) WITH CHECK (true)",
            # Two files of one person become one: the guard's audited functions move rows that nobody sees all of.
            f"GRANT UPDATE, DELETE ON %(table)s TO {GUARD}",
        ]
        if self.stats:
            columns = ", ".join(f'"{column}"' for column in self.stats)
            lines.append(f"CREATE POLICY {self.name}_s ON %(table)s FOR SELECT TO {STATS} USING (true)")
            lines.append(f"GRANT SELECT ({columns}) ON %(table)s TO {STATS}")
        return ";\n".join(lines)

    def _remove(self) -> str:
        suffixes = ["r", "i", "u", "d", "g"] + (["s"] if self.stats else [])
        lines = [f"DROP POLICY {self.name}_{suffix} ON %(table)s" for suffix in suffixes]
        if self.stats:
            lines.append(f"REVOKE SELECT ON %(table)s FROM {STATS}")
        return ";\n".join(lines)

    def _statement(self, sql: str, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Statement:
        quote: Callable[[str], str] = editor.quote_name
        return Statement(sql, table=Table(model._meta.db_table, quote))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Called while the table is being created: the policy follows it."""
        schema_editor.deferred_sql.append(self._statement(self._create(), model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(self._create(), model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(self._remove(), model, schema_editor)

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Nothing to validate in Python: PostgreSQL decides."""


def policy_of(model: type[models.Model]) -> RowPolicy | None:
    """The policy that stands beside a model, or None."""
    return next((c for c in model._meta.constraints if isinstance(c, RowPolicy)), None)
