"""Who may do what in PostgreSQL: five roles, the SQL that makes them, the settings that use them.

owner migrates and owns; app runs and owns nothing; guard owns the few functions that must look wider; stats
counts without reading identities; backup reads everything to save it. Runs before the settings: no Django.

guard is granted to owner WITHOUT inheritance: else guard's policies would show every row to owner too. So a
migration gives its function its grants first, then `ALTER FUNCTION … OWNER TO tuilage_guard`; to replace it
later, `SET LOCAL ROLE tuilage_guard; CREATE OR REPLACE FUNCTION …; RESET ROLE;`.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tuilage.core.database.embedded import (
    LOGINS,
    PORT,
    SUPERUSER,
    DatabaseUnavailable,
    Server,
    credentials,
    data_folder,
    draw_once,
    rotate_passwords,
    socket_folder,
)

DEFAULT_DATABASE = "tuilage"
LOGIN_OF = {"owner": "tuilage_owner", "app": "tuilage_app", "backup": "tuilage_backup"}
ADDRESS_OF = {"owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL", "backup": "DATABASE_BACKUP_URL"}

ATTRIBUTES = {
    "tuilage_owner": "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "tuilage_app": "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "tuilage_guard": "NOLOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "tuilage_stats": "NOLOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "tuilage_backup": "LOGIN NOSUPERUSER NOCREATEROLE BYPASSRLS",
}
MEMBERSHIPS = """
GRANT tuilage_guard TO tuilage_owner WITH INHERIT FALSE, SET TRUE;
GRANT tuilage_stats TO tuilage_app, tuilage_owner WITH INHERIT FALSE, SET TRUE;
GRANT pg_read_all_data TO tuilage_backup;
"""
# The test suite, as owner, copies a template into tuilage_test_… and drops it WITH (FORCE), which ends the
# sessions that app left there.
FOR_TESTS = """
ALTER ROLE tuilage_owner CREATEDB;
GRANT pg_signal_backend TO tuilage_owner;
"""
PRIVILEGES = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO tuilage_app, tuilage_backup;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tuilage_app, tuilage_stats;
GRANT USAGE, CREATE ON SCHEMA public TO tuilage_owner, tuilage_guard;
ALTER DEFAULT PRIVILEGES FOR ROLE tuilage_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tuilage_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tuilage_owner IN SCHEMA public
    GRANT SELECT, INSERT ON TABLES TO tuilage_guard;
ALTER DEFAULT PRIVILEGES FOR ROLE tuilage_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO tuilage_app, tuilage_guard;
ALTER DEFAULT PRIVILEGES FOR ROLE tuilage_owner, tuilage_guard
    REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE tuilage_owner, tuilage_guard IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO tuilage_owner, tuilage_app, tuilage_guard, tuilage_stats;
"""
CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
END $$;
ALTER ROLE {role} {attributes};
"""
CREATE_DATABASE = """
CREATE DATABASE {database} OWNER tuilage_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST';
"""
ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('tuilage: prepare'))"


def prepare(server: Server | str, database: str = DEFAULT_DATABASE) -> None:
    """Make roles, database and privileges what they should be; harmless when they already are.

    `server` is the embedded one or a superuser's connection string. Raises psycopg.Error when refused.
    """
    dsn, data = (server.dsn(), server.data) if isinstance(server, Server) else (server, data_folder())
    # Held until the end: two commands that alter the same roles at once would refuse each other.
    with psycopg.connect(dsn, autocommit=True, dbname="postgres") as connection:
        connection.execute(ONE_AT_A_TIME)
        with connection.transaction():
            connection.execute(_roles_sql() + FOR_TESTS)
            _set_passwords(connection, credentials(data))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            connection.execute(_named(CREATE_DATABASE, database))
        with psycopg.connect(dsn, dbname=database) as inside:
            inside.execute(_named(PRIVILEGES, database))


def rotate(server: Server, database: str = DEFAULT_DATABASE) -> None:
    """New passwords for all but the superuser; commands already running must be started again."""
    rotate_passwords(server.data, {name: secrets.token_urlsafe(24) for name in LOGINS if name != SUPERUSER})
    prepare(server, database)


def sql_for(database: str = DEFAULT_DATABASE) -> str:
    """The same, as a script for psql, for a server that somebody else runs; passwords are set by hand."""
    tests = "".join(f"-- {line}\n" for line in FOR_TESTS.strip().splitlines())
    passwords = "".join(f"\\password {role}\n" for role in LOGIN_OF.values())
    name = '"' + database.replace('"', '""') + '"'
    return "\n".join(
        (
            "-- Run as a superuser: psql -d postgres -f this_file",
            _roles_sql(),
            f"-- Only where the test suite runs:\n{tests}",
            CREATE_DATABASE.format(database=name),
            f"\\connect {name}",
            PRIVILEGES.format(database=name),
            f"-- Passwords, asked for one after the other:\n{passwords}",
        )
    )


def secret(name: str) -> str:
    """A random word kept in the data folder (Django's secret key), the same at every call."""
    return draw_once(data_folder() / "secrets.json", [name])[name]


def uses_embedded() -> bool:
    """Whether we run PostgreSQL ourselves: true unless DATABASE_URL names an outside server."""
    return not os.environ.get(ADDRESS_OF["app"])


def database_settings(role: str = "app", name: str | None = None) -> dict[str, Any]:
    """One entry of Django's DATABASES for "owner", "app" or "backup"; starts nothing.

    Raises DatabaseUnavailable when an outside server is used and this role's address is not given.
    """
    if uses_embedded():
        data = data_folder()
        login = LOGIN_OF[role]
        host, password = str(socket_folder(data)), credentials(data)[login]
        return _entry(name or DEFAULT_DATABASE, login, password, host, str(PORT))
    address = os.environ.get(ADDRESS_OF[role])
    if not address:
        raise DatabaseUnavailable(f"DATABASE_URL is set, {ADDRESS_OF[role]} is not: it is needed for this.")
    given = {key: str(value) for key, value in conninfo_to_dict(address).items()}
    parts = [given.pop(key, "") for key in ("dbname", "user", "password", "host", "port")]
    # The default name is ours to choose on our own server only; elsewhere the address decides.
    entry = _entry(parts[0] if name in (None, DEFAULT_DATABASE) else str(name), *parts[1:])
    return entry | {"OPTIONS": given} if given else entry


def connection_urls(database: str | None = None) -> dict[str, dict[str, Any]]:
    """The settings of every role whose address is known."""
    known = [role for role in LOGIN_OF if uses_embedded() or os.environ.get(ADDRESS_OF[role])]
    return {role: database_settings(role, database) for role in known}


def _entry(name: str, user: str, password: str, host: str, port: str) -> dict[str, Any]:
    entry = {"NAME": name, "USER": user, "PASSWORD": password, "HOST": host, "PORT": port}
    return {"ENGINE": "django.db.backends.postgresql"} | entry


def _roles_sql() -> str:
    made = (CREATE_ROLE.format(role=role, attributes=wanted) for role, wanted in ATTRIBUTES.items())
    return "".join(made) + MEMBERSHIPS


def _named(statement: str, database: str) -> sql.Composed:
    return sql.SQL(statement).format(database=sql.Identifier(database))


def _set_passwords(connection: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """The server receives the scrambled form only, and no password can appear in its log."""
    for role in LOGIN_OF.values():
        scrambled = connection.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(scrambled.decode()))
        )
