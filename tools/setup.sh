#!/usr/bin/env bash
# Makes .venv from requirements.lock and switches engine_room on in it. `make setup` calls this.
# Another interpreter: PYTHON=/path/to/python make setup
set -euo pipefail
cd "$(dirname "$0")/.."

works() { # a launcher may exist without the version behind it, so ask
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null
}

python=""
for candidate in "${PYTHON:-}" python3.11 python3.12 python3 "$HOME"/.pyenv/versions/3.1[12].*/bin/python; do
    if [ -n "$candidate" ] && works "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Balie needs Python 3.11 or 3.12, and found neither." >&2
    echo "On Debian 12 or Ubuntu:  sudo apt install python3.11 python3.11-venv" >&2
    echo "Installed elsewhere:     PYTHON=/path/to/python3.11 make setup" >&2
    exit 1
fi

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; then
    echo "setup: making .venv with $("$python" --version)"
    if ! "$python" -m venv --clear .venv; then
        echo "Python has no venv module. On Debian:  sudo apt install python3.11-venv" >&2
        exit 1
    fi
fi

echo "setup: installing $(grep -c '==' requirements.lock) packages from requirements.lock, a minute or two"
# --no-deps: the lock is complete. --ignore-requires-python: Rasa says < 3.11, engine_room/ and the
# tests say otherwise. -qq: no warnings about how this machine is configured.
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    --ignore-requires-python -r requirements.lock

site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n%s\n' "$PWD" 'import engine_room.start; engine_room.start.activate()' >"$site/balie.pth"
.venv/bin/python -c 'import tensorflow' # the stand-in answers, or setup has failed

touch .venv/.ready
echo "setup: ready"
