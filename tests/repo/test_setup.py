"""tools/python.sh and tools/setup.py: each step once, and plain sentences when one cannot be done."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup

ROOT = Path(__file__).resolve().parent.parent.parent


# Which Python --------------------------------------------------------------------------------------------


class Machine:
    """A machine with the programs that a test gives it, and a checkout."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.checkout = folder / "checkout"
        (self.checkout / "tools").mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "python.sh", self.checkout / "tools")
        for name in ("sh", "dirname"):
            (self.programs / name).symlink_to(str(shutil.which(name)))

    def has(self, name: str, version: tuple[int, int], *, venv: bool = True) -> Path:
        """Give it a Python that answers as one of this version would."""
        program = self.programs / name
        numbers = ", ".join(str(number) for number in (*version, 2))
        blocked = "" if venv else "sys.modules['ensurepip'] = None; "
        program.write_text(
            "#!/bin/sh\n"
            f'exec {sys.executable} -c "import sys; sys.version_info = ({numbers}); '
            f"import platform; platform.python_version = lambda: '{version[0]}.{version[1]}.2'; "
            f'{blocked}exec(sys.argv[1])" "$2"\n'
        )
        program.chmod(0o755)
        return program

    def ask(self) -> subprocess.CompletedProcess[str]:
        # /usr/bin/python3 is tried last, as the program that Debian installs: here it is not looked for.
        script = self.checkout / "tools" / "python.sh"
        script.write_text(script.read_text().replace(" /usr/bin/python3;", ";"))
        return subprocess.run(
            ["/bin/sh", script], env={"PATH": str(self.programs)}, capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_first_recent_python_is_taken(machine: Machine) -> None:
    machine.has("python3", (3, 9))
    recent = machine.has("python3.12", (3, 12))
    answer = machine.ask()
    assert answer.stdout.strip() == str(recent)
    assert answer.returncode == 0


def test_too_old_a_python_is_named_with_what_to_do(machine: Machine) -> None:
    machine.has("python3", (3, 9))
    answer = machine.ask()
    assert answer.returncode == 1
    assert "needs Python 3.11 or later; this machine has: 3.9.2." in answer.stderr


def test_no_python_at_all_says_what_to_type(machine: Machine) -> None:
    answer = machine.ask()
    assert answer.returncode == 1
    assert "apt install python3 python3-venv" in answer.stderr


def test_a_python_without_its_venv_says_what_to_type(machine: Machine) -> None:
    machine.has("python3", (3, 11), venv=False)
    answer = machine.ask()
    assert answer.returncode == 1
    assert answer.stderr.rstrip().endswith("apt install python3-venv")
    assert answer.stdout == ""


# Steps ---------------------------------------------------------------------------------------------------


class Recorder:
    """Stands for pip, npm and the rest: keeps what was asked, makes what they would make."""

    def __init__(self, place: setup.Place) -> None:
        self.place = place
        self.asked: list[str] = []

    def __call__(self, command: list[str | Path], what: str, **_: object) -> None:
        words = [str(word) for word in command]
        self.asked.append(" ".join(words))
        if "venv" in words:
            (self.place.venv / "bin").mkdir(parents=True)
            (self.place.venv / "pyvenv.cfg").write_text(
                f"home = x\ncommand = python -m venv {self.place.venv}\n"
            )
        if "-e" in words:
            (self.place.venv / "bin" / "tuilage").touch()
        if "ci" in words:
            (self.place.root / "node_modules").mkdir(exist_ok=True)
            (self.place.root / "node_modules" / ".package-lock.json").touch()

    def done(self) -> list[str]:
        """The steps asked for since last time, in a word each."""
        names = {
            " venv ": "venv",
            "base.txt": "base",
            "dev.txt": "dev",
            "node.txt": "node",
            " -e ": "tuilage",
        }
        names |= {" ci ": "front-end"}
        steps = [name for line in self.asked for sign, name in names.items() if sign in f" {line} "]
        self.asked.clear()
        return steps


@pytest.fixture
def place(tmp_path: Path) -> setup.Place:
    (tmp_path / "requirements").mkdir()
    for name in ("base", "dev", "node"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    for name in ("package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        (tmp_path / name).write_text("")
    return setup.Place(tmp_path)


@pytest.fixture
def recorder(place: setup.Place, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder(place)
    monkeypatch.setattr(setup, "run", recorder)
    monkeypatch.setattr(setup, "_npm_of_machine", lambda environment: Path("/usr/bin/npm"))
    return recorder


def test_every_step_is_done_once(
    place: setup.Place, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.set_up(place, "base")
    assert recorder.done() == ["venv", "base", "tuilage", "front-end"]
    assert len(capsys.readouterr().out.splitlines()) == 4
    setup.set_up(place, "base")
    assert recorder.done() == []
    assert capsys.readouterr().out == ""


def test_what_tests_need_serves_for_running_too(place: setup.Place, recorder: Recorder) -> None:
    setup.set_up(place, "dev")
    recorder.done()
    setup.set_up(place, "base")
    assert recorder.done() == []


def test_a_changed_lock_file_is_installed_again_and_nothing_else(
    place: setup.Place, recorder: Recorder
) -> None:
    setup.set_up(place, "dev")
    recorder.done()
    (place.root / "requirements" / "base.txt").write_text("base==2\n")
    setup.set_up(place, "base")
    assert recorder.done() == ["base"]
    setup.set_up(place, "dev")
    assert recorder.done() == ["dev"]
    (place.root / "package-lock.json").write_text("{}")
    setup.set_up(place, "dev")
    assert recorder.done() == ["front-end"]


def test_front_end_packages_that_were_removed_are_fetched_again(
    place: setup.Place, recorder: Recorder
) -> None:
    setup.set_up(place, "base")
    recorder.done()
    shutil.rmtree(place.root / "node_modules")
    setup.set_up(place, "base")
    assert recorder.done() == ["front-end"]


def test_without_node_one_is_installed_first(
    place: setup.Place, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "_npm_of_machine", lambda environment: None)
    setup.set_up(place, "base")
    assert recorder.done()[-2:] == ["node", "front-end"]


def test_a_step_that_failed_is_tried_again(
    place: setup.Place, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise setup.SetupFailed("no network")

    monkeypatch.setattr(setup, "_pip", refuse)
    with pytest.raises(setup.SetupFailed, match="no network"):
        setup.set_up(place, "base")
    assert not (place.stamps / "base").exists()


@pytest.mark.parametrize(
    ("version", "fits"), [("v16.20.0", False), ("v18.0.0", True), ("v24.1.0", True), ("", False)]
)
def test_only_a_recent_node_of_the_machine_serves(tmp_path: Path, version: str, fits: bool) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    found = setup._npm_of_machine({"PATH": str(tmp_path)})
    assert found == (tmp_path / "npm" if fits else None)


def test_caches_go_where_they_can_be_written(
    place: setup.Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    environment = setup.clean_environment(place, {"PYTHONPATH": "/elsewhere"})
    assert Path(environment["PIP_CACHE_DIR"]).is_relative_to(place.venv)
    assert Path(environment["npm_config_cache"]).is_relative_to(place.venv)
    assert "PYTHONPATH" not in environment
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "PIP_CACHE_DIR" not in setup.clean_environment(place, {})


def test_a_command_that_fails_shows_what_it_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(setup.SetupFailed, match="Making it failed"):
        setup.run(
            [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], "Making it", cwd=tmp_path
        )
    assert "the reason" in capfd.readouterr().err


def test_one_setup_at_a_time(tmp_path: Path) -> None:
    script = (
        "import fcntl, os, sys; handle = os.open(sys.argv[1], os.O_RDONLY); "
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)"
    )
    with setup.alone(tmp_path):
        held = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
    free = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
    assert (held.returncode != 0, free.returncode) == (True, 0)
