"""The client of the NLU service: words to intent and entities, within two seconds or not at all.

Whatever goes wrong (dead, slow, nonsense), the answer is None and the conversation goes on by keys. After a
failure the service is left alone for a few seconds, so that a dead NLU costs one caller two seconds, not every one.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import regex
import requests
import structlog
from pydantic import BaseModel, Field, ValidationError
from requests.adapters import HTTPAdapter

log = structlog.get_logger()

# The sentence model reads 512 tokens; a spoken story of a minute is shorter than this many characters.
LONGEST_TEXT = 1000
REST_SECONDS = 5.0
# From here on a guess of the language is acted upon: `make nlu-eval` prints how often it is right then.
SURE_OF_LANGUAGE = 0.8


@dataclass(frozen=True)
class Understood:
    """What the NLU made of a text: intents with confidences (0-1, the likeliest first), entities by name."""

    ranking: tuple[tuple[str, float], ...]
    entities: dict[str, str] = field(default_factory=dict)
    # Languages that the text may be in, with confidences, the likeliest first.
    languages: tuple[tuple[str, float], ...] = ()

    @property
    def intent(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]

    def confidence_in(self, *intents: str) -> float:
        """The summed confidence in any of `intents`."""
        return sum(confidence for name, confidence in self.ranking if name in intents)

    def as_json(self) -> dict[str, Any]:
        return {"ranking": [list(pair) for pair in self.ranking[:5]], "entities": self.entities}


def from_json(value: dict[str, Any] | None) -> Understood | None:
    """The inverse of `Understood.as_json`."""
    if value is None:
        return None
    return Understood(tuple((str(name), float(c)) for name, c in value["ranking"]), dict(value["entities"]))


class _Named(BaseModel):
    name: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    confidence: float = Field(allow_inf_nan=False)


class _Entity(BaseModel):
    entity: str
    value: str | int


# What an entity's value can be; whatever else the NLU finds is no such thing, and is left out.
_PLAIN = {
    "centre": regex.compile(r"[^\p{Cc}]{1,200}"),
    "month": regex.compile(r"this|last|0?[1-9]|1[0-2]"),
    "count": regex.compile(r"[0-9]{1,3}"),
    "phone": regex.compile(r"\+?[0-9]{1,15}"),
    "ticket": regex.compile(r"[0-9]{1,15}"),
}


class _Parse(BaseModel):
    """The part of Rasa's answer that is used."""

    intent_ranking: list[_Named]
    entities: list[_Entity] = []
    language_ranking: list[_Named] = []


class _Parses(BaseModel):
    parses: list[_Parse]


def _understood(parse: _Parse) -> Understood | None:
    if not parse.intent_ranking:
        return None
    return Understood(
        tuple((intent.name, intent.confidence) for intent in parse.intent_ranking),
        {entity.entity: str(entity.value) for entity in parse.entities if _is_plain(entity)},
        tuple((language.name, language.confidence) for language in parse.language_ranking),
    )


def _is_plain(entity: _Entity) -> bool:
    shape = _PLAIN.get(entity.entity)
    return shape is not None and shape.fullmatch(str(entity.value)) is not None


class Understanding:
    """A client for one NLU address."""

    def __init__(self, address: str, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`timeout` in seconds bounds connecting and answering together; `clock` is in seconds."""
        self._url = f"{address}/model/parse"
        self._timeout = timeout
        self._clock = clock
        self._rest_until = 0.0
        self._lock = Lock()
        self._http = requests.Session()
        self._http.mount("http://", HTTPAdapter(pool_maxsize=64))
        self._http.trust_env = False
        self._asking = ThreadPoolExecutor(max_workers=64, thread_name_prefix="nlu")

    def hear(self, text: str) -> Understood | None:
        """What `text` means, or None. The text is masked already and never logged."""
        if not text.strip() or self._clock() < self._rest_until:
            return None
        try:
            # In a thread of its own: the timeout of `requests` starts anew with every byte that drips in.
            parse = self._asking.submit(self._ask, text[:LONGEST_TEXT]).result(self._timeout)
        except (requests.RequestException, ValidationError, TimeoutError) as error:
            self._rest(type(error).__name__)
            return None
        return _understood(parse)

    def hear_all(self, texts: Sequence[str]) -> list[Understood | None]:
        """Like `hear` of each, for an evaluation: at most 64 texts, and what goes wrong is raised."""
        asked = {"texts": [text[:LONGEST_TEXT] for text in texts]}
        answer = self._http.post(f"{self._url}_many", json=asked, timeout=self._timeout)
        answer.raise_for_status()
        return [_understood(parse) for parse in _Parses.model_validate_json(answer.content).parses]

    def _ask(self, text: str) -> _Parse:
        answer = self._http.post(self._url, json={"text": text}, timeout=self._timeout)
        answer.raise_for_status()
        return _Parse.model_validate_json(answer.content)

    def is_alive(self) -> bool:
        """Whether the service answers at all, within its timeout."""
        try:
            address = self._url.removesuffix("/model/parse")
            return self._http.get(f"{address}/health", timeout=self._timeout).status_code < 500
        except requests.RequestException:
            return False

    def close(self) -> None:
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._http.close()

    def _rest(self, error: str) -> None:
        with self._lock:
            self._rest_until = self._clock() + REST_SECONDS
        log.warning("nlu_silent", error=error, rest_seconds=REST_SECONDS)
