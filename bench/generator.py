"""The load generator's process, seen from the side that gives the orders."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.stack import BenchError, Stack
from helpline.wiring import ROOT


class Generator:
    """The load generator's process (bench.load)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def order(self, name: str, *arguments: Any) -> dict[str, Any]:
        self.send([name, *arguments])
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise BenchError("The load generator has ended; its complaint stands above.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def send(self, order: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()


@contextmanager
def generator(stack: Stack, apologies: list[str]) -> Iterator[Generator]:
    """A generator that knows where to send what; ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.load"], cwd=ROOT, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        made = Generator(process)
        beside = dict.fromkeys(("bare", "nothing"), stack.bare)
        addresses = {**dict.fromkeys(("keys", "spoken", "whatsapp"), stack.address), **beside}
        made.send({"addresses": addresses, "token": stack.settings.twilio_auth_token, "apologies": apologies})
        yield made
    finally:
        process.kill()
        process.communicate()
