"""Settings: read once from the environment (or `.env`), checked, then frozen.

A wrong setting stops the start with one sentence that names it and says what is wanted.
"""

import base64
import re
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import limits
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

KEY_BYTES = 32


class SettingsError(SystemExit):
    """A setting is missing or wrong; its text is one sentence per fault, for the operator."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    environment: Literal["development", "test", "production"] = "development"

    database_url: str = ""
    redis_url: str = ""
    data_directory: str = ".data"
    valkey_port: int = 16379

    web_port: int = 8000
    web_workers: int = 2
    web_threads: int = 8
    # Where the outside world (Twilio above all) reaches us: signatures are made over this address.
    public_url: str = "http://127.0.0.1:8000"

    nlu_port: int = 15005
    nlu_url: str = ""
    nlu_timeout_seconds: float = Field(default=2.0, gt=0, le=5)

    secret_key: str = ""
    # "name:base64 of 32 bytes", several joined by commas; the first encrypts, all decrypt.
    encryption_keys: str = ""
    blind_index_key: str = ""

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_api_url: str = "https://api.twilio.com"
    whatsapp_sender: str = ""
    messaging_service_sid: str = ""
    # Content templates for WhatsApp lists, as count:sid pairs (`helpline make-list-templates` prints it). Empty: menus
    # are numbered text.
    whatsapp_list_templates: str = ""

    # An engine that writes down recordings, as package.module:name (channels/transcription.py). Empty: agents do.
    transcriber: str = ""

    # The helpdesk's telephone: calls are handed over to it. Empty: a call-back ticket is opened instead.
    helpdesk_phone: str = ""
    helpdesk_hours: str = "Mon-Sat 09:00-18:00"
    timezone: str = "Asia/Kolkata"
    # How long after a call dropped, or a chat fell silent, the conversation can go on where it stopped.
    resume_minutes: int = Field(default=30, gt=0)

    softphone: bool = True
    # What one caller may do (by her own address; all of them come from Twilio's): people press and write slower.
    caller_rate_limit: str = "60 per minute"
    login_rate_limit: str = "10 per minute"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("encryption_keys")
    @classmethod
    def _keys_are_whole(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            name, _, key = part.partition(":")
            if not name or not _is_key(key):
                raise ValueError("wants name:key pairs, each key 32 bytes in base64")
        return value

    @field_validator("whatsapp_list_templates")
    @classmethod
    def _templates_are_pairs(cls, value: str) -> str:
        if value and not all(re.fullmatch(r"([1-9]|10):HX[0-9a-fA-F]{32}", part) for part in value.split(",")):
            raise ValueError("wants count:sid pairs, each sid HX and 32 hexadecimal digits")
        return value

    @field_validator("blind_index_key")
    @classmethod
    def _index_key_is_whole(cls, value: str) -> str:
        if value and not _is_key(value):
            raise ValueError("wants 32 bytes in base64")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("wants a postgresql:// address, or nothing for the embedded server")
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("wants a redis://, rediss:// or unix:// address, or nothing for the embedded server")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError):
            raise ValueError("wants the name of a time zone, such as Asia/Kolkata") from None
        return value

    @field_validator("caller_rate_limit", "login_rate_limit")
    @classmethod
    def _limit_is_readable(cls, value: str) -> str:
        try:
            limits.parse(value)
        except ValueError:
            raise ValueError("wants a limit such as '120 per minute'") from None
        return value

    @model_validator(mode="after")
    def _nothing_is_missing(self) -> "Settings":
        wanted = ["secret_key", "encryption_keys", "blind_index_key", "twilio_auth_token"]
        if self.environment == "production":
            wanted += ["database_url", "redis_url", "twilio_account_sid"]
            if not (self.whatsapp_sender or self.messaging_service_sid):
                raise ValueError("WHATSAPP_SENDER or MESSAGING_SERVICE_SID must be set in production")
            if not self.public_url.startswith("https://"):
                raise ValueError("PUBLIC_URL must be an https:// address in production")
        for name in wanted:
            if not getattr(self, name):
                raise ValueError(f"{name.upper()} must be set (`helpline init` writes a .env with fresh keys)")
        return self

    @cached_property
    def list_templates(self) -> dict[int, str]:
        """Content SIDs of list templates by the number of their rows."""
        pairs = (part.split(":", 1) for part in self.whatsapp_list_templates.split(",") if part)
        return {int(rows): sid for rows, sid in pairs}

    @property
    def softphone_is_on(self) -> bool:
        """The softphone signs requests as Twilio would, so it never exists in production."""
        return self.softphone and self.environment != "production"

    @property
    def nlu_address(self) -> str:
        return self.nlu_url or f"http://127.0.0.1:{self.nlu_port}"

    @cached_property
    def key_ring(self) -> dict[str, bytes]:
        """Encryption keys by name, the current one first."""
        pairs = (part.split(":", 1) for part in self.encryption_keys.split(",") if part)
        return {name: base64.b64decode(key) for name, key in pairs}

    @cached_property
    def index_key(self) -> bytes:
        return base64.b64decode(self.blind_index_key)


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except ValueError:
        return False


def load(**overrides: object) -> Settings:
    """Settings of this process. Raises SettingsError with a sentence for each fault."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # overrides are checked by pydantic itself
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault) for fault in error.errors())) from None


def _sentence(fault: object) -> str:
    assert isinstance(fault, dict)
    name = ".".join(str(part) for part in fault["loc"]).upper()
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"Setting {name}: {message}." if name else f"Setting: {message}."
