"""What `make setup` finds on a machine, and what it does where something is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What the script itself needs of every machine.
REAL = ("bash", "env", "cat")

Program = Callable[[str, str], None]


class Machine:
    """A machine that has only the programs it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in REAL:
            (folder / name).symlink_to(str(shutil.which(name)))
        self.has("uname", "echo Linux")
        self.has("id", "echo 0")

    def has(self, name: str, script: str, where: str = "") -> None:
        """Put a program on the machine."""
        path = self.folder / where / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        path.chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a piece of shell with the functions of system.sh."""
        return subprocess.run(
            ["bash", "-c", f". {ROOT}/scripts/system.sh; {script}"],
            env={"PATH": os.pathsep.join([str(self.folder / "first"), str(self.folder)])},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Debian without anything, where we are root."""
    machine = Machine(tmp_path)
    machine.has("apt-get", f'echo "$@" >>{tmp_path}/asked')
    return machine


def asked(machine: Machine) -> str:
    """What apt was asked to do."""
    return (machine.folder / "asked").read_text()


def test_python_3_11_is_preferred(machine: Machine) -> None:
    for name in ("python3", "python3.13", "python3.11"):
        machine.has(name, "exit 0")
    assert machine.run("find_python").stdout.strip() == str(machine.folder / "python3.11")


def test_a_stand_in_with_nothing_behind_it_is_passed_over(machine: Machine) -> None:
    machine.has("python3.11", "echo 'pyenv: python3.11: command not found'; exit 127", where="first")
    machine.has("python3.11", "exit 0")
    assert machine.run("find_python").stdout.strip() == str(machine.folder / "python3.11")


def test_a_python_that_is_too_old_or_has_no_venv_does_not_count(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    found = machine.run("find_python")
    assert (found.returncode, found.stdout) == (1, "")


@pytest.mark.parametrize(
    ("node", "npm", "packages"),
    [
        (None, None, "nodejs npm"),
        ("exit 1", "exit 0", "nodejs npm"),
        ("exit 0", None, "npm"),
        ("exit 0", "exit 0", ""),
    ],
    ids=["neither", "an old Node.js", "Node.js without npm", "both"],
)
def test_only_what_is_missing_of_node_is_asked_for(
    machine: Machine, node: str | None, npm: str | None, packages: str
) -> None:
    for name, script in (("node", node), ("npm", npm)):
        if script:
            machine.has(name, script)
    assert machine.run('need_npm; echo "${missing_packages[*]}"').stdout.strip() == packages


def test_root_on_debian_gets_what_is_missing_and_nothing_else(machine: Machine) -> None:
    machine.has("node", "exit 0")
    machine.has("npm", "exit 0")
    done = machine.run("need_python; need_npm; need_spatialite; install_missing")
    assert done.returncode == 0, done.stderr
    update, install = asked(machine).splitlines()
    assert update.endswith("update")
    assert install.endswith(
        "install -y --no-install-recommends python3 python3-venv libsqlite3-mod-spatialite"
    )


def test_nothing_missing_asks_apt_for_nothing(machine: Machine) -> None:
    machine.has("python3.11", "exit 0")
    assert machine.run("need_python; need_spatialite; install_missing").returncode == 0
    assert not (machine.folder / "asked").exists()


def test_a_list_that_cannot_be_refreshed_does_not_stop_the_install(machine: Machine) -> None:
    machine.has("apt-get", f'[[ "$*" == *update ]] && exit 100; echo "$@" >>{machine.folder}/asked')
    done = machine.run("need_python; install_missing")
    assert done.returncode == 0
    assert "could not be refreshed" in done.stderr
    assert "python3-venv" in asked(machine)


def test_sudo_without_a_password_is_used(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", 'shift; "$@"')
    machine.has("true", "exit 0")
    assert machine.run("need_python; install_missing").returncode == 0
    assert "python3-venv" in asked(machine)


def test_whoever_may_not_install_is_told_the_exact_command(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    done = machine.run("need_python; need_spatialite; install_missing")
    assert done.returncode == 1
    assert (
        "sudo apt-get update && sudo apt-get install --no-install-recommends"
        " python3 python3-venv libsqlite3-mod-spatialite\n"
    ) in done.stderr
    assert not (machine.folder / "asked").exists()


def test_another_linux_is_told_what_to_install(machine: Machine) -> None:
    (machine.folder / "apt-get").unlink()
    done = machine.run("need_python; need_npm; need_spatialite; install_missing")
    assert done.returncode == 1
    for thing in ("Python 3.11 or newer", "Node.js 18 or newer, with npm", "mod_spatialite"):
        assert f"  - {thing}" in done.stderr or thing in done.stderr


def test_a_mac_is_told_the_truth(machine: Machine) -> None:
    machine.has("uname", "echo Darwin")
    done = machine.run("need_python; install_missing")
    assert done.returncode == 1
    assert "Debian 12 container" in done.stderr


def test_an_apt_that_fails_is_reported(machine: Machine) -> None:
    machine.has("apt-get", '[[ "$*" == *update ]] || exit 100')
    done = machine.run("need_python; install_missing")
    assert done.returncode == 1
    assert "apt could not install them" in done.stderr
