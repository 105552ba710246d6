"""The web application, put together: wiring only."""

from flask import Flask

from helpline import fonts, metrics, wiring
from helpline import settings as settings_
from helpline.channels import probes, webhooks
from helpline.channels.softphone import page as softphone
from helpline.channels.sound import audio
from helpline.console import console
from helpline.logs import configure
from helpline.security import limits, routes
from helpline.settings import Settings

LONGEST_REQUEST = 256 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Raises SettingsError, FlowError or ValueError where it cannot work."""
    settings = settings or settings_.load()
    configure(settings.log_level)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.extensions["helpline"] = wiring.assemble(settings)
    metrics.measure(app)
    limits.limit(app, settings)
    routes.protect(app)
    app.register_blueprint(probes.blueprint)
    app.register_blueprint(webhooks.blueprint)
    app.register_blueprint(audio.blueprint)
    app.register_blueprint(fonts.blueprint)
    console.register(app)
    if settings.softphone_is_on:
        app.register_blueprint(softphone.blueprint)
    return app
