"""A wrong setting stops the start with a sentence that names it."""

import base64
from typing import Any

import pytest

from helpline import settings as settings_
from helpline.settings import Settings, SettingsError
from helpline.web import create_app
from tests.conftest import KEY

GOOD: dict[str, Any] = {
    "environment": "production",
    "database_url": "postgresql://db.example/helpline",
    "redis_url": "redis://redis.example:6379/0",
    "secret_key": "a secret",
    "encryption_keys": f"k1:{KEY}",
    "blind_index_key": KEY,
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "token",
    "whatsapp_sender": "+911515000000",
    "public_url": "https://helpline.example",
}
SHORT = base64.b64encode(b"too short").decode()
WRONG = [
    ("secret_key", ""), ("encryption_keys", ""), ("blind_index_key", ""), ("twilio_auth_token", ""),
    ("database_url", ""), ("redis_url", ""), ("twilio_account_sid", ""), ("whatsapp_sender", ""),
    ("public_url", "http://helpline.example"), ("encryption_keys", KEY), ("encryption_keys", f"k1:{SHORT}"),
    ("encryption_keys", "k1:not base64!"), ("encryption_keys", f"k1:{KEY},k2:"), ("encryption_keys", f":{KEY}"),
    ("blind_index_key", SHORT), ("blind_index_key", "?"), ("environment", "staging"), ("web_port", "eighty"),
    ("web_workers", "many"), ("nlu_timeout_seconds", 0), ("nlu_timeout_seconds", -1), ("nlu_timeout_seconds", 60),
    ("resume_minutes", 0), ("log_level", "LOUD"), ("softphone", "perhaps"), ("valkey_port", ""),
]  # fmt: skip
# What only shows when the parts are put together.
WRONG_PARTS = [
    ("helpdesk_hours", "always"), ("helpdesk_hours", "Mon-Sat 09:60-18:00"), ("timezone", "India/Delhi"),
    ("timezone", ""), ("redis_url", "nonsense"), ("database_url", "nonsense"), ("database_url", "mysql://db.example/x"),
    ("caller_rate_limit", "a few"), ("login_rate_limit", "seldom"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """No .env file and no variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_it_takes_what_is_right() -> None:
    assert settings_.load(**GOOD).environment == "production"


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_it_stops_at_a_wrong_setting(name: str, value: object) -> None:
    with pytest.raises(SettingsError) as stopped:
        settings_.load(**{**GOOD, name: value})
    sentence = str(stopped.value)
    assert name.upper() in sentence
    assert sentence.startswith("Setting")
    assert "\n" not in sentence
    assert KEY not in sentence, "a sentence in a log tells no key"


@pytest.mark.parametrize(("name", "value"), WRONG_PARTS)
def test_it_stops_at_a_setting_that_the_parts_cannot_work_with(
    name: str, value: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for known, given in {**settings.model_dump(), name: value}.items():
        monkeypatch.setenv(known.upper(), str(given))
    with pytest.raises(SettingsError) as stopped:
        create_app()
    assert name.upper() in str(stopped.value)


def test_it_says_every_fault_at_once() -> None:
    with pytest.raises(SettingsError) as stopped:
        settings_.load(**{**GOOD, "web_port": "x", "log_level": "x"})
    assert {"WEB_PORT", "LOG_LEVEL"} <= set(str(stopped.value).replace(":", " ").split())


def test_it_never_changes_afterwards() -> None:
    settings = settings_.load(**GOOD)
    with pytest.raises(ValueError, match="frozen"):
        settings.public_url = "https://evil.example"  # type: ignore[misc]  # the point of the test


def test_it_keeps_its_keys_in_order() -> None:
    other = base64.b64encode(b"1" * 32).decode()
    assert list(settings_.load(**{**GOOD, "encryption_keys": f"k2:{other},k1:{KEY}"}).key_ring) == ["k2", "k1"]
