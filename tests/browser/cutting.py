"""A line between the browser and the server that can really be cut, in the middle of whatever it carries."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Line:
    """Forwards connections to a server, until it is cut; then it hangs up on everybody and answers nobody."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self._cut_after: int | None = None
        #: What stands in a request whose answer is lost: the server has heard it, the browser never knows.
        self._lost: bytes | None = None
        #: What is answered in the server's stead.
        self.instead: bytes | None = None
        #: How many bytes the browser sent, and how often it tried while the line was cut.
        self.sent = 0
        self.refused = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Hang up on everybody, in the middle of a byte if need be."""
        with self._lock:
            self._is_cut = True
            for connection in self._open:
                # The other end hears a reset, as when a phone leaves its cell.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def cut_after(self, more: int) -> None:
        """Cut the line once the browser has sent so many bytes more."""
        self._cut_after = self.sent + more

    def lose_answer_to(self, request: bytes) -> None:
        """Cut the line when the server begins to answer the next request of these words: `POST /report/queued`."""
        self._lost = request

    def mend(self) -> None:
        """Carry again."""
        with self._lock:
            self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """Whether nothing passes."""
        return self._is_cut

    def close(self) -> None:
        """Take the line down."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                self.refused += 1
                browser.close()
                continue
            threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        if self.instead is not None:
            browser.recv(1 << 16)
            browser.sendall(self.instead)
            browser.close()
            return
        server = socket.create_connection(self._target)
        heard: set[socket.socket] = set()
        with self._lock:
            self._open |= {browser, server}
        back = threading.Thread(target=self._pump, args=(server, browser, False, heard), daemon=True)
        back.start()
        self._pump(browser, server, True, heard)
        back.join()
        with self._lock:
            self._open -= {browser, server}
        browser.close()
        server.close()

    def _pump(
        self, source: socket.socket, target: socket.socket, is_up: bool, heard: set[socket.socket]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(8192):
                if is_up and self._lost is not None and self._lost in data:
                    self._lost = None
                    heard.add(target)
                if not is_up and source in heard:
                    self.cut()
                if is_up:
                    self.sent += len(data)
                    if self._cut_after is not None and self.sent >= self._cut_after:
                        self._cut_after = None
                        self.cut()
                if self._is_cut:
                    return
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(target: str) -> Iterator[Line]:
    """Lay a line to a server for a block."""
    line = Line(target)
    try:
        yield line
    finally:
        line.close()
