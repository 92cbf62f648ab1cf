"""Processes to be killed: a web server and a background worker, forked from here at each asking.

Reads `web` or `job` from its standard input, line by line, and answers with the number of the new process. The web
processes share one socket, whose port is the first line of the output: who asks while none is alive waits.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

from werkzeug.serving import make_server

from app import create_app, jobs


def main() -> None:
    """Fork what is asked for until the input ends."""
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listening.getsockname()[1]
    print(port, flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for them: who was killed is gone.

    def serve() -> None:
        make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno()).serve_forever()

    def work() -> None:
        with app.app_context():
            while True:
                jobs.sweep_clocks()
                jobs.tick()
                jobs.deliver()
                time.sleep(0.01)

    for asked in sys.stdin:
        pid = os.fork()
        if not pid:
            sys.stdin.close()
            try:
                (serve if asked.strip() == "web" else work)()
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
