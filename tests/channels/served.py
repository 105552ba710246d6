"""A helpline that is served on a port of its own."""

from dataclasses import dataclass
from typing import Any

import requests
from flask import Flask

from helpline.settings import Settings


@dataclass(frozen=True)
class Served:
    """A served helpline: its settings, its application, and its address."""

    settings: Settings
    app: Flask
    address: str

    def ask(self, path: str, headers: dict[str, str] | None = None, **given: Any) -> requests.Response:
        """Call the softphone's server side as its page does."""
        own = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        address = f"{self.address}/softphone/api/{path}"
        return requests.post(address, json=given, headers=own if headers is None else headers, timeout=30)
