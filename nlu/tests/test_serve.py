"""The service answers three routes, and is not to be commanded by what callers say."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from answers import LONGEST, MOST, Answers
from serve import main

TOO_MANY = json.dumps({"texts": ["x"] * (MOST + 1)})


def understood(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Stands in for the model: takes each text for the name of an intent, to show what arrived."""
    return [{"intent": {"name": text, "confidence": 1.0}} for text in texts]


@pytest.fixture
def post() -> Any:
    """A function from a body to the status and JSON of POST /model/parse, or parse_many."""
    from aiohttp import web

    answers = Answers("tiny", understood)

    async def ask(body: bytes, route: str) -> tuple[int, Any]:
        app = web.Application()
        app.add_routes([web.post("/parse", answers.parse)])
        app.add_routes([web.post("/parse_many", answers.parse_many)])
        async with TestClient(TestServer(app)) as client:
            response = await client.post(route, data=body)
            return response.status, await response.json()

    return lambda body, route="/parse": asyncio.run(ask(body.encode(), route))


def test_it_parses_what_was_said(post: Any) -> None:
    status, parse = post('{"text": "राशन नहीं मिला"}')
    assert (status, parse["intent"]["name"]) == (200, "राशन नहीं मिला")


def test_a_slash_is_no_command(post: Any) -> None:
    _, parse = post('{"text": "/greet"}')
    assert (parse["text"], parse["intent"]["name"]) == ("/greet", " greet")


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_a_text_without_words_means_nothing(post: Any, text: str) -> None:
    status, parse = post(f'{{"text": "{text}"}}')
    assert (status, parse["intent"]["name"], parse["intent_ranking"]) == (200, None, [])


@pytest.mark.parametrize("body", ["", "x", "[1]", "{}", '{"text": 1}'])
def test_a_request_without_a_text_is_refused(post: Any, body: str) -> None:
    assert post(body)[0] == 400


def test_a_long_text_is_cut(post: Any) -> None:
    _, parse = post('{"text": "%s"}' % ("अ" * 5000))
    assert len(parse["text"]) == LONGEST


def test_it_parses_many_in_their_order(post: Any) -> None:
    status, answer = post('{"texts": ["राशन", "?!", "/greet", ""]}', "/parse_many")
    assert status == 200
    assert [parse["text"] for parse in answer["parses"]] == ["राशन", "?!", "/greet", ""]
    assert [parse["intent"]["name"] for parse in answer["parses"]] == ["राशन", None, " greet", None]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"texts": "x"}', '{"texts": []}', '{"texts": [1]}', TOO_MANY]
)
def test_many_that_are_no_texts_or_too_many_are_refused(post: Any, body: str) -> None:
    assert post(body, "/parse_many")[0] == 400


def test_it_says_that_it_is_well() -> None:
    response = asyncio.run(Answers("tiny", understood).health(make_mocked_request("GET", "/")))
    assert response.status == 200


def test_it_refuses_a_port_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NLU_PORT", "http")
    assert main() == 1
    assert "NLU_PORT" in capsys.readouterr().err
