"""A routing service on this machine, for tests: it speaks OSRM's table API, or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from geo.metres import distance_m


class Osrm:
    """What it was asked, and how it answers: streets are half as long again as the crow flies."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.answer: Any = None
        self.url = ""

    def body(self, path: str) -> bytes:
        """Return the table for the places in an address, or the answer that was set."""
        if isinstance(self.answer, bytes):
            return self.answer
        if self.answer is not None:
            return json.dumps(self.answer).encode()
        places = [
            tuple(map(float, place.split(","))) for place in urlsplit(path).path.rsplit("/", 1)[1].split(";")
        ]
        table = [[1.5 * distance_m(here, there) for there in places] for here in places]
        return json.dumps({"code": "Ok", "distances": table, "sources": [], "destinations": []}).encode()


@contextmanager
def running() -> Iterator[Osrm]:
    """Run the service on a free port of this machine."""
    service = Osrm()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            body = service.body(self.path)
            self.send_response(service.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = (
        f"http://127.0.0.1:{server.server_port}/table/v1/driving/{{coordinates}}?annotations=distance"
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
