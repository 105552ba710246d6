"""A helpline that is really served, because the softphone reaches its webhooks over HTTP."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from helpline.channels.sound import audio
from helpline.db import Database
from helpline.settings import Settings
from helpline.stores import free_port
from helpline.web import create_app
from tests.channels.served import Served


@pytest.fixture(scope="session")
def audible(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose rendered prompts go to a directory of their own."""
    directory = str(tmp_path_factory.mktemp("data"))
    return settings.model_copy(update={"data_directory": directory, "helpdesk_phone": "+911120001515"})


@pytest.fixture(scope="session")
def served(audible: Settings, database: Database) -> Iterator[Served]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = audible.model_copy(update={"web_port": port, "twilio_api_url": f"{address}/softphone/twilio"})
    app = create_app(settings)
    if audio.blueprint.name not in app.blueprints:
        app.register_blueprint(audio.blueprint)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(settings, app, address)
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["helpline"].close()


@pytest.fixture
def helpline(served: Served, empty_database: Database) -> Served:
    """A served helpline that nobody has called yet."""
    return served
