"""The embedded server comes back by itself, is shared, leaves when unused; the roles may what they should."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tuilage.core.database import roles
from tuilage.core.database.embedded import (
    DatabaseUnavailable,
    Server,
    credentials,
    data_folder,
    ensure_server,
    is_supervised,
    release_lease,
    server_binaries,
    socket_folder,
)

ANOTHER_COMMAND = """
import sys
from pathlib import Path
from tuilage.core.database.embedded import ensure_server
server = ensure_server(Path(sys.argv[1]), idle_seconds=float(sys.argv[2]))
print((server.data / "cluster" / "postmaster.pid").read_text().splitlines()[0], flush=True)
sys.stdin.read()
"""


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def postmaster(data: Path) -> int:
    try:
        return int((data / "cluster" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, IndexError):
        return 0


def supervisor(data: Path) -> int:
    return int((data / "supervisor.lock").read_text() or 0)


def answers(server: Server) -> bool:
    try:
        psycopg.connect(server.dsn(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_command(data: Path, idle_seconds: float = 30.0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ANOTHER_COMMAND, str(data), str(idle_seconds)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end_command(command: subprocess.Popen[str]) -> None:
    with suppress(subprocess.TimeoutExpired):
        command.communicate(timeout=20)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A short path that the server's account can reach (pytest's own folder is private to root)."""
    parent = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp")).resolve()
    parent.chmod(0o711)
    yield parent
    for data in (path.parent for path in parent.glob("*/supervisor.lock")):
        release_lease(data)
        if is_supervised(data):
            os.kill(supervisor(data), signal.SIGTERM)
            eventually(lambda data=data: not is_supervised(data))  # type: ignore[misc]
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def server(folder: Path) -> Server:
    return ensure_server(folder / "data", idle_seconds=1.0)


@pytest.fixture(scope="module")
def prepared(server: Server) -> Server:
    roles.prepare(server, "prepared")
    roles.prepare(server, "prepared")  # harmless a second time
    with psycopg.connect(server.dsn("tuilage_owner", "prepared")) as owner:
        owner.execute("create table tile (id int primary key, area int)")
        owner.execute("alter table tile enable row level security, force row level security")
        owner.execute("create policy wide on tile to tuilage_guard using (true)")
        owner.execute("create policy narrow on tile to tuilage_app using (id = 1) with check (true)")
        owner.execute("create policy counting on tile to tuilage_stats using (true)")
        owner.execute("grant select (area) on tile to tuilage_stats")
        owner.execute(
            "create function tiles() returns bigint language sql security definer"
            " set search_path = public, pg_temp as 'select count(*) from tile'"
        )
        owner.execute("alter function tiles() owner to tuilage_guard")
    with psycopg.connect(server.dsn("tuilage_app", "prepared")) as app:
        app.execute("insert into tile values (1, 10), (2, 20)")
    return server


@pytest.fixture
def app(prepared: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(prepared.dsn("tuilage_app", "prepared"), autocommit=True) as connection:
        yield connection


def test_starting_keeps_the_folders_above_as_they_were(folder: Path, server: Server) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    assert stat.S_IMODE((server.data / "cluster").stat().st_mode) == 0o700
    assert stat.S_IMODE((server.data / "credentials.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(server.socket_dir).stat().st_mode) == 0o700


def test_the_server_has_the_promised_settings(server: Server) -> None:
    with psycopg.connect(server.dsn()) as connection:
        names = ("listen_addresses", "timezone", "jit", "synchronous_commit", "max_connections")
        found = [connection.execute(f"show {name}").fetchone() for name in names]
        locale = connection.execute(
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) from pg_database"
        ).fetchall()
    assert found == [("",), ("UTC",), ("off",), ("on",), ("200",)]
    assert set(locale) == {("b", "PG_UNICODE_FAST", "UTF8")}


def test_nobody_enters_without_the_password(server: Server) -> None:
    wrong = psycopg.conninfo.make_conninfo(server.dsn(), password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_killed_postmaster_comes_back_by_itself(server: Server) -> None:
    before = postmaster(server.data)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: postmaster(server.data) not in (0, before) and answers(server))


def test_a_killed_supervisor_is_replaced_and_its_postmaster_adopted(server: Server) -> None:
    running, gone = postmaster(server.data), supervisor(server.data)
    os.kill(gone, signal.SIGKILL)
    eventually(lambda: not is_supervised(server.data))
    ensure_server(server.data, idle_seconds=1.0)
    eventually(lambda: supervisor(server.data) != gone)
    assert postmaster(server.data) == running
    os.kill(running, signal.SIGKILL)
    eventually(lambda: postmaster(server.data) not in (0, running) and answers(server))


def test_with_both_killed_and_the_number_reused_the_next_call_starts_again(server: Server) -> None:
    running = postmaster(server.data)
    os.kill(supervisor(server.data), signal.SIGKILL)
    os.kill(running, signal.SIGKILL)
    eventually(lambda: not is_supervised(server.data))
    stale = server.data / "cluster" / "postmaster.pid"
    stale.write_text(stale.read_text().replace(str(running), str(os.getpid()), 1))
    ensure_server(server.data, idle_seconds=1.0)
    assert answers(server)
    assert postmaster(server.data) not in (running, os.getpid())


def test_two_commands_share_one_server_which_leaves_after_the_last(folder: Path) -> None:
    data = folder / ("shared" * 15)  # too long for a socket, which goes elsewhere
    both = [start_command(data, idle_seconds=0.5) for _ in range(2)]
    try:
        with ThreadPoolExecutor() as pool:
            seen = list(pool.map(lambda command: command.stdout.readline(), both))
        assert seen[0] == seen[1] != ""
        end_command(both[0])
        assert is_supervised(data)
    finally:
        for command in both:
            end_command(command)
    eventually(lambda: not is_supervised(data))
    assert postmaster(data) == 0
    assert not socket_folder(data).exists()


def test_a_long_path_gets_a_short_socket_and_a_number_of_its_own(folder: Path) -> None:
    long = folder / ("long" * 30)
    assert len(str(socket_folder(long))) < 88
    assert socket_folder(long) != socket_folder(folder / ("long" * 31))


def test_an_unreachable_folder_is_explained(folder: Path) -> None:
    # As root, the server's account may not pass through; as anybody else, we may not write.
    mode = 0o700 if os.geteuid() == 0 else 0o500
    private = folder / "private"
    private.mkdir(mode=mode)
    with pytest.raises(DatabaseUnavailable, match="TUILAGE_DATA"):
        ensure_server(private / "data", timeout_seconds=10)
    release_lease(private / "data")
    assert stat.S_IMODE(private.stat().st_mode) == mode


def test_lost_passwords_are_not_drawn_again_for_an_existing_database(folder: Path) -> None:
    (folder / "lost" / "cluster").mkdir(parents=True)
    with pytest.raises(DatabaseUnavailable, match="put it back"):
        credentials(folder / "lost")


def test_app_creates_nothing_and_becomes_nobody_else(app: psycopg.Connection) -> None:
    refused = ["create table t ()", "create temp table t ()", "create schema s", "set role tuilage_owner"]
    refused += ["set role tuilage_guard", "alter table tile disable row level security", "set role postgres"]
    for statement in refused:
        with pytest.raises(InsufficientPrivilege):
            app.execute(statement)


def test_app_reads_its_rows_guard_and_stats_count_all(app: psycopg.Connection) -> None:
    assert app.execute("select id from tile").fetchall() == [(1,)]
    assert app.execute("select tiles()").fetchone() == (2,)
    app.execute("set role tuilage_stats")
    assert app.execute("select sum(area) from tile").fetchone() == (30,)
    with pytest.raises(InsufficientPrivilege):
        app.execute("select id from tile")


def test_owner_sees_no_row_without_becoming_guard(prepared: Server) -> None:
    with psycopg.connect(prepared.dsn("tuilage_owner", "prepared")) as owner:
        assert owner.execute("select count(*) from tile").fetchone() == (0,)
        owner.execute("set local role tuilage_guard")
        assert owner.execute("select count(*) from tile").fetchone() == (2,)
        owner.execute(
            "create or replace function tiles() returns bigint language sql security definer"
            " set search_path = public, pg_temp as 'select count(*) from tile'"
        )


def test_backup_dumps_everything_and_writes_nothing(prepared: Server) -> None:
    with psycopg.connect(prepared.dsn("tuilage_backup", "prepared")) as backup:
        assert backup.execute("select count(*) from tile").fetchone() == (2,)
        with pytest.raises(InsufficientPrivilege):
            backup.execute("insert into tile values (3, 30)")
    dump = [str(server_binaries(prepared.data) / "pg_dump"), prepared.dsn("tuilage_backup", "prepared")]
    assert "2\t20" in subprocess.run(dump, capture_output=True, text=True, check=True).stdout


def test_owner_copies_a_template_and_drops_the_copy_while_app_is_connected(prepared: Server) -> None:
    with psycopg.connect(prepared.dsn("tuilage_owner"), autocommit=True) as owner:
        owner.execute("create database tuilage_test_1 template prepared")
        with psycopg.connect(prepared.dsn("tuilage_app", "tuilage_test_1")) as app:
            assert app.execute("select count(*) from tile").fetchone() == (1,)
            owner.execute("drop database tuilage_test_1 with (force)")
            with pytest.raises(psycopg.OperationalError):
                app.execute("select 1")


def test_rotated_passwords_open_and_the_old_ones_do_not(prepared: Server) -> None:
    old = prepared.dsn("tuilage_backup", "prepared")
    roles.rotate(prepared, "prepared")
    psycopg.connect(prepared.dsn("tuilage_backup", "prepared")).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(old)


def test_settings_name_the_role_and_start_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("TUILAGE_DATA", str(folder / "settings"))
    settings = roles.database_settings("app")
    assert data_folder() == folder / "settings"
    assert settings["USER"] == "tuilage_app"
    assert settings["HOST"] == str(folder / "settings" / "run")
    assert settings["PASSWORD"] == json.loads((data_folder() / "credentials.json").read_text())["tuilage_app"]
    assert set(roles.connection_urls()) == {"owner", "app", "backup"}
    assert roles.secret("django") == roles.secret("django") != roles.secret("other")
    assert not is_supervised(data_folder())


def test_an_outside_server_is_used_as_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://web:p%40ss@db.example:6432/social?sslmode=require")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.delenv("DATABASE_BACKUP_URL", raising=False)
    assert not roles.uses_embedded()
    settings = roles.database_settings("app", "tuilage")
    assert settings["NAME"] == "social"
    assert settings["PASSWORD"] == "p@ss"
    assert settings["OPTIONS"] == {"sslmode": "require"}
    assert list(roles.connection_urls()) == ["app"]
    with pytest.raises(DatabaseUnavailable, match="DATABASE_OWNER_URL"):
        roles.database_settings("owner")


def test_the_printed_script_names_every_role_and_no_password() -> None:
    script = roles.sql_for('so"cial')
    assert '\\connect "so""cial"' in script
    assert all(f"ALTER ROLE {role} " in script for role in roles.ATTRIBUTES)
    assert "PASSWORD '" not in script
