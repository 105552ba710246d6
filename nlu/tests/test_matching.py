"""Words that people spell in many ways meet in their keys."""

import pytest

from components.matching import ascii_digits, bones, matching_key, sound, words

SAME_SOUND = [
    ("राशन", "rashan", "rasan", "ration", "RASHAN", "ਰਾਸ਼ਨ", "રાશન", "ରାସନ"),
    ("नहीं", "nahi", "nahee"),
    ("मिला", "mila", "milaa"),
    ("महीना", "mahina", "maheena"),
    ("आंगनवाड़ी", "आँगनबाड़ी", "anganwadi", "aanganbadi", "anganvadi"),
    ("बच्चा", "bachcha", "baccha", "bacha"),
    ("वज़न", "wajan", "vajan", "wazan"),
    ("फ़ोन", "फोन", "fon"),
    ("फोटो", "photo", "foto"),
    ("शिकायत", "shikayat", "sikayat"),
    ("क्या", "kya", "kia"),
    ("आधार", "aadhaar", "adhar", "aadhar"),
    ("चाहिए", "chahiye", "chahie"),
    ("लॉगिन", "login"),
    ("रेशन", "রেশন", "ரேஷன்", "റേഷൻ", "రేషన్", "ರೇಷನ್", "ꯔꯦꯁꯟ", "reshan"),
    ("கிடைக்கவில்லை", "kidaikkavillai"),
    ("কৰক", "করক"),
]

SAME_BONES = [
    ("नहीं", "nahi", "nhi", "nai", "نہیں"),
    ("राशन", "rashan", "rshn", "راشن"),
    ("बहुत", "bahut", "bhut", "baut"),
    ("महीने", "mahine", "mhine", "mhn"),
    ("सेंटर", "centre", "center", "senter"),
    ("सर्वर", "server", "sarvar"),
    ("पासवर्ड", "password", "pasword"),
    ("मिला", "mila", "mla", "ملا"),
    ("है", "hai", "h", "he"),
]


@pytest.mark.parametrize("spellings", SAME_SOUND, ids=lambda spellings: spellings[1])
def test_spellings_sound_the_same(spellings: tuple[str, ...]) -> None:
    assert {sound(word) for word in spellings} == {sound(spellings[0])}


@pytest.mark.parametrize("spellings", SAME_BONES, ids=lambda spellings: spellings[1])
def test_spellings_have_the_same_bones(spellings: tuple[str, ...]) -> None:
    assert {bones(word) for word in spellings} == {bones(spellings[0])}


@pytest.mark.parametrize("one, other", [("दो", "दे"), ("मिला", "मिली"), ("pani", "pata")])
def test_different_words_sound_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_sentences_meet_across_scripts() -> None:
    said = [
        "राशन नहीं मिला",
        "rashan nahi mila",
        "ration nhi mila",
        "rasan nai mila",
        "راشن نہیں ملا",
    ]
    assert {matching_key(text, "bones") for text in said} == {"rsn n ml"}


@pytest.mark.parametrize(
    "digits", ["२३", "২৩", "੨੩", "૨૩", "୨୩", "௨௩", "౨౩", "೨೩", "൨൩", "۲۳", "꯲꯳", "23"]
)
def test_digits_of_every_script_become_ascii(digits: str) -> None:
    assert ascii_digits(digits) == "23"
    assert sound(digits) == "23"


def test_a_keycap_is_its_digit() -> None:
    assert [sound(text) for text in ("2️⃣", "२")] == ["2", "2"]


def test_words_numbers_and_emoji_are_told_apart() -> None:
    text = "10kg राशन, don't 👍"
    assert [text[start:end] for start, end in words(text)] == ["10", "kg", "राशन", "don't", "👍"]


def test_joiners_do_not_change_a_word() -> None:
    assert sound("क्\u200dया") == sound("क्या")


@pytest.mark.parametrize("nothing", ["", "   ", "?!…"])
def test_a_text_without_words_has_none(nothing: str) -> None:
    assert words(nothing) == []
    assert matching_key(nothing) == ""
