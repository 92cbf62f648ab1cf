from flask import Blueprint

bp = Blueprint("crew", __name__)
