"""Long menus go as WhatsApp lists where the account has templates; as numbered text otherwise, and if they fail."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from flask import Flask

from helpline.channels import whatsapp_lists
from helpline.channels.softphone.pretend_twilio import Chat
from helpline.channels.twilio import Sender
from helpline.db import Database
from helpline.settings import Settings
from helpline.web import create_app
from tests.doubles import Double, serving
from tests.line import Line

TEMPLATES = ",".join(f"{rows}:HX{rows:032}" for rows in range(4, 11))


@pytest.fixture
def answers() -> list[tuple[int, bytes]]:
    """What Twilio answers next; without anything, each request is accepted."""
    return []


@pytest.fixture
def cloud(answers: list[tuple[int, bytes]]) -> Iterator[Double]:
    accepted = (201, json.dumps({"sid": "SM" + "1" * 32}).encode())
    with serving(lambda _path, _body: answers.pop(0) if answers else accepted) as double:
        yield double


@pytest.fixture
def with_lists(settings: Settings, cloud: Double) -> Settings:
    return settings.model_copy(
        update={
            "nlu_url": "http://127.0.0.1:1",
            "twilio_api_url": cloud.address,
            "whatsapp_list_templates": TEMPLATES,
        }
    )


@pytest.fixture
def chat(with_lists: Settings, empty_database: Database) -> Iterator[Chat]:
    app: Flask = create_app(with_lists)
    yield Chat(Line(app, with_lists, empty_database).post, phone="+919876543210")
    app.extensions["helpline"].close()


def sent(cloud: Double) -> list[dict[str, str]]:
    return [{name: values[0] for name, values in parse_qs(body).items()} for _, body in cloud.asked]


def test_a_long_menu_is_a_list_whose_rows_can_be_tapped(chat: Chat, cloud: Double) -> None:
    assert chat.write("नमस्ते जी") == []
    languages = json.loads(sent(cloud)[0]["ContentVariables"])
    assert languages["4"] == "हिन्दी"
    assert sent(cloud)[0]["ContentSid"] == f"HX{5:032}"
    assert sent(cloud)[0]["To"] == "whatsapp:+919876543210"
    chosen = chat.write("1")
    assert "1. " in chosen[0], "two options are text"
    assert chat.write("1") == []
    menu = json.loads(sent(cloud)[1]["ContentVariables"])
    assert sent(cloud)[1]["ContentSid"] == f"HX{9:032}"
    assert (menu["3"], menu["4"]) == ("1", "राशन या गरम खाने के लिए")


@pytest.mark.parametrize("answer", [(400, b'{"code": 63013}'), (500, b"oops")])
def test_what_is_not_accepted_goes_as_text(
    answer: tuple[int, bytes], chat: Chat, answers: list[tuple[int, bytes]]
) -> None:
    answers.append(answer)
    assert "1. हिन्दी" in chat.write("1515")[0]


def test_its_templates_are_made_once_for_each_number_of_rows(
    with_lists: Settings, cloud: Double, answers: list[tuple[int, bytes]]
) -> None:
    answers += [(201, json.dumps({"sid": f"HX{rows:032}"}).encode()) for rows in range(4, 11)]
    made = whatsapp_lists.make_templates(Sender(with_lists))
    assert made == TEMPLATES
    assert Settings.model_validate({**with_lists.model_dump(), "whatsapp_list_templates": made}).list_templates[4]
    picker = json.loads(cloud.asked[0][1])["types"]["twilio/list-picker"]
    assert [row["description"] for row in picker["items"]] == ["{{4}}", "{{6}}", "{{8}}", "{{10}}"]
