"""Logs: one JSON object a line, with ids and codes, never words, names or numbers."""

import logging

import structlog


def configure(level: str) -> None:
    """Set up this process's logs; `level` is a name such as INFO."""
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(format="%(message)s", level=max(number, logging.WARNING))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )
