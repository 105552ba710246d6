"""Rasa's model as one function: texts in, parses out.

Rasa's own `parse_message` takes one text at a time; its graph takes as many as it is given,
which is cheaper for each of them, and the same otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Parse = dict[str, Any]
Parser = Callable[[Sequence[str]], list[Parse]]


def load(model: Path) -> Parser:
    """The function of a model's archive."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

    processor = Agent.load(str(model)).processor
    target = processor.model_metadata.nlu_target

    def parse(texts: Sequence[str]) -> list[Parse]:
        messages = [UserMessage(text=text) for text in texts]
        inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: None}
        parsed = processor.graph_runner.run(inputs=inputs, targets=[target])[target]
        return [message.as_dict(only_output_properties=True) for message in parsed]

    return parse
