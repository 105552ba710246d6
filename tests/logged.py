"""What the helpline logs, as events with their fields."""

import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from structlog._config import BoundLoggerLazyProxy
from structlog.testing import capture_logs


@contextmanager
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Everything that is logged in the block. Loggers keep how they were configured at their first use: they forget it
    here, or they would write past us.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("helpline") and isinstance(getattr(module, "log", None), BoundLoggerLazyProxy):
            vars(module.log).pop("bind", None)
    with capture_logs() as entries:
        yield entries
