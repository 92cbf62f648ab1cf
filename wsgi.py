"""What a web server loads: `gunicorn wsgi:app`."""

from dotenv import load_dotenv

load_dotenv()

from app import create_app  # noqa: E402 - the settings come first

app = create_app()
