"""The `flask` commands: parse, call one action, show progress, print one line."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command group of this package: the `group` of each module that has one."""
    for module in iter_modules(__path__):
        group = getattr(import_module(f"{__name__}.{module.name}"), "group", None)
        if group is not None:
            app.cli.add_command(group)
