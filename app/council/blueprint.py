"""The blueprint that every file of this room binds its views to."""

from flask import Blueprint

bp = Blueprint("council", __name__)
