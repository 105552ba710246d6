"""Servers that stand at the HTTP edge in place of somebody else's, and keep what they were asked."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What is asked (path, body) to what is answered (status, body).
Answer = Callable[[str, str], tuple[int, bytes]]


@dataclass
class Double:
    address: str
    # Path and body of every request, in the order in which they came.
    asked: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


@contextmanager
def serving(answer: Answer) -> Iterator[Double]:
    """An HTTP server on a loopback port that answers every POST and GET with `answer`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            double.asked.append((self.path, asked))
            status, body = answer(self.path, asked)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def do_DELETE(self) -> None:
            double.deleted.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object, **named: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double = Double(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def accepting(drip: bytes = b"") -> Iterator[str]:
    """The address of a socket that takes every connection and never answers, or with `drip` five times a second."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    taken: list[socket.socket] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                taken.append(listening.accept()[0])

    def feed() -> None:
        while drip and not over.wait(0.2):
            for connection in taken:
                with contextlib.suppress(OSError):
                    connection.sendall(drip)

    threads = [threading.Thread(target=run) for run in (take, feed)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for thread in threads:
            thread.join()
        for connection in taken:
            connection.close()
