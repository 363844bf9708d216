#!/bin/sh
# Prints the Python that sets Tuilage up: the one of .venv once it is made, else the first of this
# machine that is recent enough and can make virtual environments. Plain sentences when there is none.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

if [ -e "$root/.venv/stamps/venv" ] && "$root/.venv/bin/python" -c '' 2>/dev/null; then
    echo "$root/.venv/bin/python"
    exit 0
fi

recent='import sys; sys.exit(sys.version_info < (3, 11))'
seen=
recent_seen=
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    "$name" -c '' 2>/dev/null || continue
    seen="$seen $("$name" -c 'import platform; print(platform.python_version())')"
    "$name" -c "$recent" || continue
    recent_seen=$name
    if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done

{
    if [ -n "$recent_seen" ]; then
        echo "Tuilage keeps its Python packages in a virtual environment, and Python here cannot make one."
        echo "Type, as root:  apt install python3-venv"
    elif [ -n "$seen" ]; then
        echo "Tuilage needs Python 3.11 or later; this machine has:$seen."
        echo "Install a newer one (Debian 12 or later: apt install python3 python3-venv), then type the same again."
        echo "If it is elsewhere on this machine:  make demo PYTHON=/where/it/is/python3.12"
    else
        echo "Tuilage needs Python 3.11 or later; none was found."
        echo "Type, as root:  apt install python3 python3-venv"
    fi
} >&2
exit 1
