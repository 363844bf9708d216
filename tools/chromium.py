"""Find the Chromium that the browser tests drive; install Debian's where it is missing.

As root it is installed; as anyone else it says what to type, since a test suite has no business asking for
a password.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
)
PATIENCE = 600  # seconds for one apt-get command
TRIES = 2


def find() -> Path | None:
    """The first browser that answers, or None."""
    for name in NAMES:
        found = shutil.which(name)
        if found and _answers(found):
            return Path(found)
    return None


def _answers(program: str) -> bool:
    """Whether it starts: some systems ship a script in its place that says to install it otherwise."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def install() -> str:
    """Install Debian's Chromium, trying twice. Returns what the last failure said, empty when it worked."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    said = ""
    for _ in range(TRIES):
        said = ""
        for command in INSTALL:
            try:
                answer = subprocess.run(
                    command, env=environment, timeout=PATIENCE, capture_output=True, text=True
                )
                said = answer.stdout + answer.stderr if answer.returncode else ""
            except (OSError, subprocess.TimeoutExpired) as failure:
                said = str(failure)
            if said:
                break
        if not said:
            return ""
    return said


def main() -> int:
    """0 when a browser is there, 1 with what to type when it is not."""
    if find():
        return 0
    said = ""
    if os.geteuid() == 0:
        print("• Chromium: installing Debian's for the browser tests", flush=True)
        said = install()
        if find():
            return 0
    if said:
        print(said.strip(), file=sys.stderr)
    print("The browser tests need Chromium, and it is not on this machine.", file=sys.stderr)
    print("Type, as root:  apt-get update && apt-get install -y chromium", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
