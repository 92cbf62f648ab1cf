"""How gunicorn serves the product; `gunicorn wsgi:app` reads this file by itself. Settings: docs/settings.md."""

from __future__ import annotations

import os

from dotenv import load_dotenv

load_dotenv()

from app.config import read_settings  # noqa: E402 - `.env` comes first

_settings = read_settings()

bind = f"{_settings['HOST']}:{_settings['PORT']}"
worker_class = "gthread"
workers = _settings["WEB_WORKERS"]
threads = _settings["WEB_THREADS"]
# The code is read once and shared by all workers; nothing is connected to before they part.
preload_app = True
# A photo over a slow line takes long to arrive, and a thread waits for it, not the whole worker.
timeout = 120
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
# No access log: a reporter's secret link is part of its address.
accesslog = None
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# Several of our servers on one machine would fight over one control socket.
control_socket_disable = True
