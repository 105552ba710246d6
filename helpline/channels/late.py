"""An answer that comes too late for its WhatsApp request: the turn is committed, so it is sent as a message of its own.

A call needs none of this: its apology leads back to the same question.
"""

from concurrent.futures import Future

import requests
import structlog

from helpline.callers import Address
from helpline.channels import whatsapp
from helpline.channels.twilio import Sender, SendError
from helpline.conversation.messages import Reply
from helpline.i18n import Locales
from helpline.settings import Settings

log = structlog.get_logger()


def send_when_done(turn: Future[Reply], to: Address, locales: Locales, settings: Settings) -> None:
    """Have the answer of a turn that still runs sent to the caller when it is there.

    It is tried once: whether a message whose sending broke off has arrived is not known, and she may write again.
    """

    def send(done: Future[Reply]) -> None:
        try:
            sender = Sender(settings)
            for part in whatsapp.split(whatsapp.words(done.result(), locales)):
                sender.send_whatsapp(to, part)
        except (SendError, requests.RequestException) as error:
            log.warning("late_answer_not_sent", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001  the turn itself failed: she was told so
            log.error("late_turn_failed", error=type(error).__name__)

    turn.add_done_callback(send)
