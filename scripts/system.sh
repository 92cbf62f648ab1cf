# What the machine itself has to bring, and how to get it. Sourced by setup.sh.

say() { printf '%s\n' "$*" >&2; }

# Prints the first Python that is 3.11 or newer and can make virtual environments. 3.11 comes first,
# because the lock file was made with it. Every place on PATH is tried: pyenv puts stand-ins before the
# system's own programs, and a stand-in may have nothing behind it.
find_python() {
    local name path
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        while read -r path; do
            if "$path" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
                printf '%s\n' "$path"
                return 0
            fi
        done < <(type -ap "$name")
    done
    return 1
}

has_python() { find_python >/dev/null; }

# Node.js 18 or newer (Debian 12's own), with npm.
has_npm() {
    node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null \
        && npm --version >/dev/null 2>&1
}

has_spatialite() {
    "$(find_python || echo python3)" -c 'import ctypes; ctypes.CDLL("mod_spatialite.so")' 2>/dev/null
}

# Playwright brings a Node.js of its own, which is linked with it.
has_libatomic() {
    "$(find_python || echo python3)" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null
}

# What WeasyPrint sets pages on paper with, and letters for all five languages.
has_pango() {
    "$(find_python || echo python3)" -c 'import ctypes
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"): ctypes.CDLL(name)' 2>/dev/null
}
has_letters() { [ -n "$(find /usr/share/fonts -name 'NotoSans-Regular.*' -print -quit 2>/dev/null)" ]; }

has_chromium() { [ -x /usr/bin/chromium ]; }

# A PostgreSQL server, any version, for which PostGIS is installed too.
has_postgis() {
    local bin version
    for bin in /usr/lib/postgresql/*/bin/initdb; do
        version=${bin#/usr/lib/postgresql/}
        version=${version%%/*}
        [ -x "$bin" ] && [ -f "/usr/share/postgresql/$version/extension/postgis.control" ] && return 0
    done
    return 1
}

# need CHECK PACKAGES WHAT: remembers Debian's packages, and the words for other systems, where CHECK fails.
missing_packages=()
missing_things=()
need() {
    if ! "$1"; then
        # shellcheck disable=SC2206 # several packages in one word, on purpose
        missing_packages+=($2)
        missing_things+=("$3")
    fi
}

need_python() { need has_python "python3 python3-venv" "Python 3.11 or newer, with its venv module"; }
need_npm() { need has_npm "$(npm_packages)" "Node.js 18 or newer, with npm"; }
need_spatialite() {
    need has_spatialite libsqlite3-mod-spatialite "SpatiaLite's loadable module, mod_spatialite (Fedora, Arch and Alpine call the package libspatialite)"
}
need_paper() {
    need has_pango "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" "Pango and HarfBuzz's libharfbuzz-subset (for pages as PDF)"
    need has_letters fonts-noto-core "Noto Sans, under /usr/share/fonts (for pages as PDF)"
}
need_chromium() {
    need has_chromium chromium "Chromium, at /usr/bin/chromium (for the tests)"
    need has_libatomic libatomic1 "GCC's libatomic.so.1 (for the tests)"
}
need_postgis() {
    need has_postgis "postgresql postgresql-postgis" "PostgreSQL with PostGIS, under /usr/lib/postgresql (for the tests)"
}

# NodeSource's nodejs brings npm itself and refuses Debian's package of that name.
npm_packages() {
    if node --version >/dev/null 2>&1 && ! npm --version >/dev/null 2>&1; then echo npm; else echo "nodejs npm"; fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

# Installs what `need` found missing; where it may not, says exactly what to install and ends with 1.
install_missing() {
    [ ${#missing_packages[@]} -gt 0 ] || return 0
    local command="apt-get install --no-install-recommends ${missing_packages[*]}"
    if [ "$(uname -s)" != Linux ]; then
        say "Smart-mahalla runs on Linux: its SQLite (pysqlite3-binary) is built for Linux alone."
        say "On this machine, run it inside a Debian 12 container or virtual machine."
        return 1
    fi
    if ! command -v apt-get >/dev/null; then
        say "This is not Debian, so nothing was installed. Install these, then try again:"
        printf '  - %s\n' "${missing_things[@]}" >&2
        return 1
    fi
    if ! may_be_root; then
        say "Some system packages are missing, and installing them takes root. Run this, then try again:"
        say "  sudo apt-get update && sudo $command"
        return 1
    fi
    say "Installing system packages: ${missing_packages[*]}"
    local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    as_root "${quiet[@]}" update >/dev/null || say "The package lists could not be refreshed; trying with those at hand."
    if ! as_root "${quiet[@]}" install -y --no-install-recommends "${missing_packages[@]}" >/dev/null; then
        say "apt could not install them. What it says above tells why. To try by hand:"
        say "  sudo apt-get update && sudo $command"
        return 1
    fi
}
