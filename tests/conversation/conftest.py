"""The real flows and locales, without any store."""

import pytest

from helpline import i18n, taxonomy
from helpline.conversation import loading
from helpline.conversation.actions import outcomes
from helpline.conversation.flow import Flows
from helpline.i18n import Locales
from helpline.wiring import ROOT


@pytest.fixture(scope="session")
def flows() -> Flows:
    return loading.load(ROOT / "flows", outcomes(), frozenset(taxonomy.intents()))


@pytest.fixture(scope="session")
def locales(flows: Flows) -> Locales:
    return i18n.load(ROOT / "locales", flows.phrases)
