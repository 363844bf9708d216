"""Real PostgreSQL for every test: a template migrated once, cloned for each worker, and again for tests that commit."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

from tuilage.core.database import embedded, roles

if TYPE_CHECKING:
    from django.test import Client

    from tests.cast import Cast
    from tuilage.core.database.context import Actor

pytest_plugins = ["tests.coverage", "tests.skips"]

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCES_OF_TABLES = ("src/tuilage/**/migrations/*.py", "src/tuilage/core/database/*.py")
SOURCES_OF_TEMPLATE = (
    "src/tuilage/foundation/**/*.py",
    "tests/template.py",
    "tests/access/objects.py",
)


def pytest_configure(config: pytest.Config) -> None:
    # Playwright keeps a loop running in the tests' own thread; Django must not take that for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    os.environ["TUILAGE_TEST_SERVER"] = (
        str(embedded.ensure_server().socket_dir) if roles.uses_embedded() else ""
    )
    (embedded.data_folder() / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it


def _fingerprint(*sources: str) -> str:
    digest = hashlib.sha256()
    for pattern in sources:
        for path in sorted(CHECKOUT.glob(pattern)):
            digest.update(path.read_bytes())
    digest.update((CHECKOUT / "requirements/base.txt").read_bytes())
    return digest.hexdigest()[:12]


def _owner() -> psycopg.Connection[Any]:
    settings = roles.database_settings("owner", "postgres" if roles.uses_embedded() else None)
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=roles.database_settings("owner", "tuilage")["NAME"],
        autocommit=True,
    )


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def clone(template: str, name: str) -> None:
    """Put a fresh copy of the template in place of database `name` (55 ms)."""
    with _owner() as connection:
        _drop(connection, name)
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        # What is granted on a database is not copied with it.
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("grant connect on database {} to tuilage_app, tuilage_backup").format(
                sql.Identifier(name)
            )
        )


def _exists(name: str) -> bool:
    with _owner() as connection:
        return (
            connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None
        )


def _run(role: str, database: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tuilage.settings",
            "TUILAGE_ROLE": role,
            "TUILAGE_DATABASE": database,
            "PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "src")]),
        },
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"the test template could not be made:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )


def _name(making: str, name: str) -> None:
    """Give a finished database its name, and let go of all but the last three of its kind."""
    kind = name.rpartition("_")[0]
    with _owner() as connection:
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(making), sql.Identifier(name))
        )
        old = connection.execute(
            "select datname from pg_database where datname like %s and datname not like %s order by oid desc offset 3",
            [f"{kind}%", "%making"],
        ).fetchall()
        for (stale,) in old:
            _drop(connection, stale)


def _make_tables() -> str:
    """The name of a migrated database with nothing in it; made when there is none."""
    name = f"tuilage_test_tables_{_fingerprint(*SOURCES_OF_TABLES)}"
    if not _exists(name):
        making = f"{name}_making"
        with _owner() as connection:
            _drop(connection, making)
        roles.prepare(embedded.ensure_server(), making)
        _run("owner", making, "-m", "django", "migrate", "-v0")
        _name(making, name)
    return name


def _make_template(name: str) -> None:
    """First the tables, which change less often than what goes in them, then the cast."""
    roles.prepare(embedded.ensure_server())
    if _exists(name):
        return
    making = f"{name}_making"
    clone(_make_tables(), making)
    _run("app", making, "-m", "tests.template")
    _name(making, name)


@pytest.fixture(scope="session")
def template_database() -> str:
    """The name of the migrated template with the cast in it; made once for all workers."""
    name = f"tuilage_test_template_{_fingerprint(*SOURCES_OF_TABLES, *SOURCES_OF_TEMPLATE)}"
    with embedded.locked(embedded.data_folder() / "test-template.lock"):
        _make_template(name)
    return name


@pytest.fixture
def empty_databases(template_database: str) -> Iterator[tuple[str, str]]:
    """The names of two databases with tables and nothing in them."""
    with embedded.locked(embedded.data_folder() / "test-template.lock"):
        tables = _make_tables()
    names = (f"tuilage_test_one_{os.getpid()}", f"tuilage_test_two_{os.getpid()}")
    for name in names:
        clone(tables, name)
    yield names
    with _owner() as connection:
        for name in names:
            _drop(connection, name)


@pytest.fixture(scope="session")
def worker_database(template_database: str) -> str:
    """This worker's own database."""
    return f"tuilage_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, worker_database: str, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: no create, no flush; the application role on a clone of the template."""
    from django.db import connection

    clone(template_database, worker_database)
    connection.settings_dict["NAME"] = worker_database
    yield
    with django_db_blocker.unblock():
        connection.close()
    with _owner() as owner:
        _drop(owner, worker_database)


@pytest.fixture(autouse=True)
def _fast_and_apart(settings: Any) -> None:
    """Passwords hash fast, the cache is each worker's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.SECOND_FACTOR_REQUIRED = False
    # Each client makes the middleware anew, and this one lists every static file (0.1 s): `site` serves them itself.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    # Plain names: nothing needs to be gathered before a test.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def committed_db(
    django_db_setup: None, template_database: str, worker_database: str, django_db_blocker: Any
) -> Iterator[None]:
    """A database in which the test commits for real; the next test finds a fresh clone."""
    from django.db import connections

    with django_db_blocker.unblock():
        connections["default"].settings_dict["NAME"] = worker_database
        yield
        connections.close_all()
    clone(template_database, worker_database)


@pytest.fixture
def cast() -> Cast:
    """The cast of design/quality.md, in the template since it was made."""
    from tests.cast import Cast

    return Cast()


@pytest.fixture
def act_as(cast: Cast) -> Callable[..., AbstractContextManager[Actor]]:
    """`with act_as("keyworker") as actor:` runs as somebody of the cast."""
    from tuilage.core.database.context import acting

    def enter(name: str, purpose: str = "") -> AbstractContextManager[Actor]:
        return acting(cast.actor(name), purpose)

    return enter


@pytest.fixture
def client_for(cast: Cast) -> Callable[[str], Client]:
    """`client_for("keyworker")`: a client signed in as somebody of the cast.

    The session is written as signing in would leave it, without its signals: hundreds of tests begin so.
    """
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    def sign_in(name: str) -> Client:
        client, account, session = Client(), getattr(cast, name).account, SessionStore()
        session[SESSION_KEY] = account._meta.pk.value_to_string(account)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        client.cookies["sessionid"] = str(session.session_key)
        return client

    return sign_in


@pytest.fixture
def site(committed_db: None, settings: Any) -> Iterator[str]:
    """The address of a running Tuilage on this worker's database, under the application role."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections
    from django.test.testcases import LiveServerThread

    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    for connection in connections.all():
        connection.close()
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet on a closed network."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": chromium_path(), "args": quiet}


def chromium_path() -> str:
    """Where Debian (or another) put Chromium; CI installs it, so its absence is an error, never a skip."""
    import shutil

    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise pytest.UsageError("Chromium is missing: run `make test`, which installs it or says what to type.")


@pytest.fixture
def page_for(site: str, browser: Any, cast: Cast) -> Iterator[Callable[..., Any]]:
    """`page_for("keyworker", width=390)`: a browser page signed in as somebody of the cast, on the running site."""
    from django.test import Client

    contexts = []

    def open_page(name: str | None, width: int = 1280, height: int = 900) -> Any:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            locale="fr-FR",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if name:
            client = Client()
            client.force_login(
                getattr(cast, name).account, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
            )
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def django_assert_max_num_queries() -> Callable[[int], AbstractContextManager[None]]:
    """At most so many questions to the database, without those that only a test's own outer transaction adds.

    These are savepoints, and the context given back at the end (a commit forgets it by itself).
    """
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def at_most(number: int) -> Iterator[None]:
        asked: list[str] = []

        def note(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
            text = str(statement)
            given_back = text.startswith("select set_config") and any(
                t.startswith("select set_config") for t in asked
            )
            if not text.startswith(("SAVEPOINT", "RELEASE")) and not given_back:
                asked.append(text[:160])
            return execute(statement, params, many, context)

        with connection.execute_wrapper(note):
            yield
        assert len(asked) <= number, f"{len(asked)} queries, {number} allowed:\n" + "\n".join(asked)

    return at_most
