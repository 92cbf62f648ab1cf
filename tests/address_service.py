"""A service for addresses on this machine, for tests: it speaks as Nominatim and as Photon do, or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NOMINATIM = [
    {
        "place_id": 1,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
        "osm_type": "way",
        "lat": "41.0500",
        "lon": "69.0500",
        "category": "building",
        "type": "house",
        "display_name": "5, Chinor koʻchasi, Gulbahor, Toshkent",
        "boundingbox": ["41.04", "41.06", "69.04", "69.06"],
    },
    {"place_id": 2, "lat": "48.85", "lon": "2.35", "display_name": "Rue du Platane, Paris"},
]
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [69.06, 41.06]},
            "properties": {
                "osm_key": "shop",
                "name": "Bahor doʻkoni",
                "street": "Chinor koʻchasi",
                "housenumber": "7",
                "city": "Toshkent",
                "country": "Oʻzbekiston",
            },
        }
    ],
}


class Service:
    """What it answers next, and what it was asked."""

    def __init__(self) -> None:
        self.answer: Any = NOMINATIM
        self.status = 200
        self.wait = 0.0
        self.drip = 0.0
        self.asked: list[dict[str, list[str]]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def body(self) -> bytes:
        """Return what it sends; bytes are sent as they are."""
        return self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()


@contextmanager
def serving_addresses() -> Iterator[Service]:
    """Serve on a free port for a block."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(parse_qs(urlsplit(self.path).query))
            service.headers.append(dict(self.headers))
            time.sleep(service.wait)
            body = service.body()
            try:
                self.send_response(service.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Location", "/elsewhere?q=redirected")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for start in range(0, len(body), 20 if service.drip else 1_000_000):
                    self.wfile.write(body[start : start + (20 if service.drip else 1_000_000)])
                    self.wfile.flush()
                    time.sleep(service.drip)
            except OSError:
                pass  # Whoever asked went away.

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/search?format=jsonv2&q={{query}}&accept-language={{language}}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
