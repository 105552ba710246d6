"""The pipeline of config.yml trains on a little data and parses what it never saw."""

import logging
from pathlib import Path
from typing import Any

import pytest
import structlog

import parses
from project import CONFIG, prepare_rasa

DATA = """
version: "3.1"
nlu:
- intent: thr_not_received
  examples: |
    - राशन नहीं मिला
    - [जुलाई](month) का राशन नहीं मिला
    - mera ration nahi mila [do](count) mahine se
    - rashan nhi mila [Lalpura](centre) centre par
    - ration not received this month
- intent: app_login
  examples: |
    - ऐप में लॉगिन नहीं हो रहा
    - app me login nahi ho raha
    - password galat bata raha hai [Lalpura](centre) ka
    - cannot log in to the app
    - my password is wrong
- intent: centre_closed
  examples: |
    - केंद्र बंद है
    - [Lalpura](centre) kendra band pada hai
    - anganwadi par taala laga hai [teen](count) din se
    - the centre is closed
    - centre never opens on time
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a freshly trained model."""
    from train import train

    folder = tmp_path_factory.mktemp("nlu")
    (folder / "data" / "hi").mkdir(parents=True)
    (folder / "data" / "hi" / "all.yml").write_text(DATA, encoding="utf-8")
    config = folder / "config.yml"
    config.write_text(CONFIG.read_text().replace("cache: vectors", f"cache: {folder / 'vectors'}"))
    train(config, folder / "data", folder / "tiny.tar.gz")
    return folder / "tiny.tar.gz"


@pytest.fixture(scope="module")
def parse(model: Path) -> Any:
    """A function from a text to its parse."""
    parse_all = parses.load(model)
    return lambda text: parse_all([text])[0]


@pytest.mark.parametrize(
    "text, intent",
    [
        ("rasan nai mila", "thr_not_received"),
        ("राशन अभी तक नहीं मिला", "thr_not_received"),
        ("login nhi ho rha app me", "app_login"),
        ("kendra bnd hai", "centre_closed"),
    ],
)
def test_it_recognises_what_it_never_saw(parse: Any, text: str, intent: str) -> None:
    assert parse(text)["intent"]["name"] == intent


def test_the_ranking_holds_every_intent_and_adds_up(parse: Any) -> None:
    ranking = parse("ration nahi mila")["intent_ranking"]
    assert {each["name"] for each in ranking} == {"thr_not_received", "app_login", "centre_closed"}
    assert sum(each["confidence"] for each in ranking) == pytest.approx(1)


def test_entities_come_with_plain_values(parse: Any) -> None:
    parsed = parse("ticket ४८२१७३६५०, ration nahi mila do mahine se")
    assert ("ticket", "482173650") in {(e["entity"], e["value"]) for e in parsed["entities"]}


def confidences(parsed: dict[str, Any]) -> dict[str, float]:
    return {each["name"]: each["confidence"] for each in parsed["intent_ranking"]}


def test_many_are_parsed_like_each(model: Path) -> None:
    parse_all = parses.load(model)
    texts = ["rashan nahi mila do mahine se", "केंद्र बंद है", "ticket ४८२१७३६५०"]
    for text, together in zip(texts, parse_all(texts), strict=True):
        (alone,) = parse_all([text])
        assert together["entities"] == alone["entities"]
        assert confidences(together) == pytest.approx(confidences(alone), abs=1e-5)


def test_events_are_logged_without_what_was_said(
    parse: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Rasa logs its own: with the words in a field of the event."""
    prepare_rasa(threads=1, level=logging.DEBUG)
    parse("ration nahi mila")
    structlog.get_logger().debug("processor.message.parse", parse_data_text="ration nahi mila")
    prepare_rasa(threads=1, level=logging.WARNING)
    logged = capsys.readouterr()
    assert "processor.message.parse" in logged.out
    assert "ration" not in logged.out + logged.err
