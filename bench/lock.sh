#!/usr/bin/env bash
# Resolves bench/baseline.in into bench/baseline.lock, with hashes, for Python 3.10 and 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

.venv/bin/python -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check uv
# Rasa forbids this version, so it has to be told twice.
grep -o '^matplotlib==[0-9.]*' bench/baseline.in >"$work/overrides"
"$work/venv/bin/uv" pip compile --quiet --python-version 3.10 \
    --override "$work/overrides" --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    bench/baseline.in -o "$work/baseline.lock"
# A lock that names a place works in that place only.
if grep -nE '://|^-|file:|^ *[./]' "$work/baseline.lock" | grep -v -- '--hash='; then
    echo "lock: the lines above name a place; bench/baseline.lock is unchanged" >&2
    exit 1
fi
cp "$work/baseline.lock" bench/baseline.lock
