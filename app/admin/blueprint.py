"""The admin's blueprint; every view of the room hangs on it."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
