#!/usr/bin/env bash
# Resolves requirements.in into requirements.lock, with hashes. `make lock` calls this: it keeps
# the versions that are locked where it can. `make lock UPGRADE=1` takes the newest of everything.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

.venv/bin/python -m venv "$work/venv"
[ -n "${UPGRADE:-}" ] || cp requirements.lock "$work/requirements.lock"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check uv
"$work/venv/bin/uv" pip compile --quiet --python-version 3.11 \
    --override requirements.overrides --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    requirements.in -o "$work/requirements.lock"
# A lock that names a place works in that place only.
if grep -nE '://|^-|file:|^ *[./]' "$work/requirements.lock" | grep -v -- '--hash='; then
    echo "lock: the lines above name a place; requirements.lock is unchanged" >&2
    exit 1
fi
cp "$work/requirements.lock" requirements.lock
echo "lock: requirements.lock holds $(grep -c '==' requirements.lock) packages"
