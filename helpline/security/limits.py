"""Rate limits: floods are stopped, people are not. Counted in Redis, in this process's memory when that is away."""

from flask import Flask
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address

from helpline.settings import Settings

limiter = Limiter(get_remote_address, headers_enabled=False)


def limit(app: Flask, settings: Settings) -> None:
    """Attach the limiter. With Redis away the limits hold in memory, for each process by itself."""
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_KEY_PREFIX="limits",
    )
    limiter.init_app(app)


def is_over(limit: str, key: str) -> bool:
    """Count one act of whoever `key` stands for (a blind index, never a number); True when it is over the limit."""
    try:
        with limiter.limit(limit, key_func=lambda: key):
            return False
    except RateLimitExceeded:
        return True
