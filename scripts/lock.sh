#!/usr/bin/env bash
# Turns requirements*.in into requirements*.txt: exact versions with checksums, and nothing about the
# machine that chose them. Arguments go to pip-compile: none keeps what still fits, `--upgrade` renews all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What the files say about how they were made.
export CUSTOM_COMPILE_COMMAND="make lock"
options=(
    --quiet --generate-hashes --strip-extras --allow-unsafe
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
)
for name in requirements requirements-dev; do
    .venv/bin/pip-compile "${options[@]}" "$@" --output-file="$name.txt" "$name.in"
done
