"""Words with their matching keys, for every component that follows."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.matching import bones, sound, words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MatchingTokenizer(Tokenizer):
    """Tokens over the text as it was sent; the lemma of each is its sound.

    Rasa's CRF takes what stands under 'pattern' as features of a token, so the keys stand
    there too: a name is then learned in one script and found in another.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents are never split; the two settings are asked for by Rasa's base class."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one text; a text without any word is one token."""
        text = message.get(attribute)
        return [_token(text, *span) for span in words(text) or [(0, len(text))]]


def _token(text: str, start: int, end: int) -> Token:
    word = text[start:end]
    heard = sound(word)
    keys = {"sound": heard, "bones": bones(word), "ending": heard[-3:]}
    return Token(word, start, data={"pattern": keys}, lemma=heard)
