"""The settings and the environment of a stack that is thrown away: the product's own, but for places and secrets."""

import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

from helpline import settings as settings_
from helpline import stores
from helpline.settings import Settings

# The limits stop floods, and a benchmark is one. They are counted all the same, so that they cost what they cost.
UNLIMITED = "1000000 per second"


def settings(directory: Path) -> Settings:
    """The product's own settings, in a place of their own and with fresh keys."""

    def key() -> str:
        return b64encode(secrets.token_bytes(32)).decode()

    port = stores.free_port()
    address = f"http://127.0.0.1:{port}"
    return settings_.load(
        environment="development", database_url="", redis_url="", data_directory=str(directory),
        valkey_port=stores.free_port(), web_port=port, public_url=address, nlu_port=stores.free_port(), nlu_url="",
        secret_key=secrets.token_urlsafe(32), encryption_keys=f"first:{key()}", blind_index_key=key(),
        twilio_account_sid="AC" + "0" * 32, twilio_auth_token=secrets.token_hex(16),
        twilio_api_url=f"{address}/softphone/twilio", whatsapp_sender="+911515000000",
        helpdesk_phone="+911120001515", caller_rate_limit=UNLIMITED, log_level="WARNING",
    )  # fmt: skip


def variables(settings: Settings, counters: Path) -> dict[str, str]:
    counters.mkdir()
    own = {name.upper(): str(value) for name, value in settings.model_dump().items()}
    return {
        **os.environ,
        **own,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PROMETHEUS_MULTIPROC_DIR": str(counters),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
