"""Traffic: callers on keep-alive connections, in one thread, each asking and waiting in turn; and what is counted."""

import itertools
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# An answer that takes longer is an error: Twilio gives up then.
LONGEST_ANSWER_SECONDS = 15.0


@dataclass
class Caller:
    """One simulated caller: her stream of requests, those prepared, and her connection while she has one."""

    address: str
    mark: bytes
    requests: Iterator[bytes]
    prepared: deque[bytes] = field(default_factory=deque)
    connection: socket.socket | None = None
    sent_at: float = 0.0
    received: bytes = b""

    def prepare(self, count: int) -> None:
        """Sign ahead of time."""
        self.prepared.extend(itertools.islice(self.requests, max(0, count - len(self.prepared))))

    def connect(self) -> socket.socket:
        parts = urlsplit(self.address)
        self.connection = socket.create_connection((parts.hostname or "", parts.port or 80))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.connection

    def send(self) -> None:
        assert self.connection
        request = self.prepared.popleft() if self.prepared else next(self.requests)
        self.received = b""
        self.sent_at = time.perf_counter()
        self.connection.sendall(request)

    def receive(self) -> bool:
        """Whether the answer is whole now. Raises OSError when the other side hung up."""
        assert self.connection
        part = self.connection.recv(65536)
        if not part:
            raise ConnectionResetError("closed")
        self.received += part
        head, _, body = self.received.partition(b"\r\n\r\n")
        return len(body) >= _length(head) if body or b"\r\n\r\n" in self.received else False


def _length(head: bytes) -> int:
    """The Content-Length of an answer, in bytes."""
    name = b"\r\ncontent-length: "
    place = head.lower().find(name)
    return int(head[place + len(name) :].split(b"\r\n", 1)[0]) if place >= 0 else 0


@dataclass
class Tally:
    """What was counted between `start` and `end` (readings of the clock, in seconds)."""

    apologies: tuple[bytes, ...]
    start: float
    end: float
    # Good turns that ended in time; seconds that turns took which began in time; every turn, the warm-up's too.
    done: int = 0
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    in_all: int = 0

    def count(self, caller: Caller) -> None:
        now = time.perf_counter()
        self.in_all += 1
        fault = self.fault(caller)
        if fault:
            self.errors[fault] += 1
            return
        if self.start <= now < self.end:
            self.done += 1
        if self.start <= caller.sent_at < self.end:
            self.times.append(now - caller.sent_at)

    def fault(self, caller: Caller) -> str:
        """What is wrong with an answer, or ""."""
        status = caller.received[9:12].decode("ascii", "replace")
        if status != "200":
            return f"status {status}"
        if any(apology in caller.received for apology in self.apologies):
            return "apology"
        return "" if caller.mark in caller.received else "not the answer that was expected"


def drive(crowd: list[Caller], tally: Tally, turns: int | None = None) -> None:
    """Let every caller ask and wait in turn, until the tally ends or each has had `turns`; then wait for the last."""
    left: dict[int, int | None] = dict.fromkeys(map(id, crowd), turns)
    with selectors.DefaultSelector() as ready:
        for caller in crowd:
            ready.register(caller.connect(), selectors.EVENT_READ, caller)
            caller.send()
        while ready.get_map():
            events = ready.select(LONGEST_ANSWER_SECONDS)
            if not events:
                tally.errors["no answer in time"] += len(ready.get_map())
                break
            for key, _ in events:
                _serve(ready, key.data, tally, left)
    for caller in crowd:
        if caller.connection:
            caller.connection.close()


def _serve(ready: selectors.BaseSelector, caller: Caller, tally: Tally, left: dict[int, int | None]) -> None:
    """Something came for a caller: count it when it is whole, and let her ask again."""
    assert caller.connection
    try:
        if not caller.receive():
            return
        tally.count(caller)
    except OSError:
        tally.errors["connection closed"] += 1
        ready.unregister(caller.connection)
        caller.connection.close()
        ready.register(caller.connect(), selectors.EVENT_READ, caller)
    turns = left[id(caller)]
    left[id(caller)] = None if turns is None else turns - 1
    if turns == 1 or time.perf_counter() >= tally.end:
        ready.unregister(caller.connection)
    else:
        caller.send()
