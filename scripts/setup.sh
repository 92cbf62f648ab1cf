#!/usr/bin/env bash
# Installs what running needs; with --dev, what checks and benchmarks need besides; with --tests, all.
# Each step keeps a stamp in .setup/ with a checksum of what it was made from, so a second run takes no time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/system.sh
. scripts/system.sh

level=run
case "${1:-}" in
    "") ;;
    --dev) level=dev ;;
    --tests) level=tests ;;
    *) say "usage: scripts/setup.sh [--dev | --tests]"; exit 2 ;;
esac

mkdir -p .setup

# The checksum of some files, and of the folder: a virtual environment does not survive a move.
sum() { { pwd; cat -- "$@"; } | sha256sum | cut -d' ' -f1; }
is_done() { [ "$(cat ".setup/$1" 2>/dev/null)" = "$2" ]; }
# mark_done STAMP CHECKSUM RIVAL: the rival tells of an earlier state of the same folder.
mark_done() {
    printf '%s\n' "$2" >".setup/$1"
    [ -z "${3:-}" ] || rm -f ".setup/$3"
}

# --- What is to be done -------------------------------------------------------------------------

python_sum=$(sum requirements.txt)
dev_sum=$(sum requirements.txt requirements-dev.txt)
npm_sum=$(sum package-lock.json .npmrc)
vendor_sum=$(sum package-lock.json scripts/vendor.py scripts/app_icons.py app/static/icons.txt app/static/img/mark.svg)

python_done() { [ -x .venv/bin/python ] && { is_done python "$python_sum" || is_done python-dev "$dev_sum"; }; }
dev_done() { [ -x .venv/bin/python ] && is_done python-dev "$dev_sum"; }
npm_done() { [ -d node_modules ] && { is_done npm "$npm_sum" || is_done npm-dev "$npm_sum"; }; }
npm_dev_done() { [ -d node_modules/axe-core ] && is_done npm-dev "$npm_sum"; }
vendor_done() { [ -f app/static/vendor/icons.svg ] && is_done vendor "$vendor_sum"; }

want_python() { if [ $level = run ]; then ! python_done; else ! dev_done; fi; }
want_npm() { if [ $level = tests ]; then ! npm_dev_done; else ! npm_done; fi; }

# --- System packages ----------------------------------------------------------------------------

want_python && need_python
want_npm && need_npm
need_spatialite
need_paper
if [ $level = tests ]; then
    need_chromium
    need_postgis
fi
install_missing
if want_python && ! has_python; then
    say "This system's own Python is too old. Install Python 3.11 or newer with venv, then try again."
    exit 1
fi

# --- Python -------------------------------------------------------------------------------------

if want_python; then
    python=$(find_python)
    # An environment that was moved, or whose Python is gone, is made again.
    if ! .venv/bin/pip --version >/dev/null 2>&1; then
        say "Making .venv with $($python --version)"
        "$python" -m venv --clear .venv
    fi
    locks=(-r requirements.txt)
    [ $level = run ] || locks+=(-r requirements-dev.txt)
    say "Installing Python packages (some 100 MB to fetch; minutes on a slow line)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "${locks[@]}"
    if [ $level = run ]; then mark_done python "$python_sum" python-dev; else mark_done python-dev "$dev_sum" python; fi
fi

# --- Browser code of others ---------------------------------------------------------------------

if want_npm; then
    omit=(--omit=dev)
    [ $level != tests ] || omit=()
    say "Installing npm packages"
    npm ci --silent "${omit[@]}"
    if [ $level = tests ]; then mark_done npm-dev "$npm_sum" npm; else mark_done npm "$npm_sum" npm-dev; fi
fi

if ! vendor_done; then
    .venv/bin/python scripts/vendor.py
    mark_done vendor "$vendor_sum"
fi

# --- Translations -------------------------------------------------------------------------------

shopt -s nullglob
catalogues=(app/translations/*/LC_MESSAGES/*.po)
if [ ${#catalogues[@]} -gt 0 ]; then
    catalogue_sum=$(sum "${catalogues[@]}")
    compiled=(app/translations/*/LC_MESSAGES/*.mo)
    if [ ${#compiled[@]} -lt ${#catalogues[@]} ] || ! is_done translations "$catalogue_sum"; then
        .venv/bin/pybabel --quiet compile --directory app/translations
        mark_done translations "$catalogue_sum"
    fi
fi
