"""Names are found however they are spelled."""

import pytest

from helpline.records.names import is_said, key, similarity


@pytest.mark.parametrize(
    "spellings",
    [
        "Rampur रामपुर rampoor Raampur RAMPUR রামপুর ਰਾਮਪੁਰ રામપુર రాంపూర్ റാംപുർ",
        "Lakshmi Laxmi लक्ष्मी",
        "Sunita सुनीता Suneeta",
        "Vaishali वैशाली Baisali",
        "Krishna कृष्ण कृष्णा",
        "Naugaon नौगाँव Naogaon",
        "Singh सिंह",
        "Chhaya छाया Chaya",
        "Chittorgarh चित्तौड़गढ़ Chittaurgarh",
        "Khushbu खुशबू Khushboo",
        "Ajay अजय Ajai",
        "Champa चंपा चम्पा",
        "Udaipur उदयपुर",
        "Tara தாரா तारा",
        "Surajpur சூரஜ்பூர் सूरजपुर సూరజ్‌పూర్",
        "Patti பட்டி",
        "Zubeda ஜுபைதா",
        "Ambattur அம்பத்தூர்",
    ],
)
def test_it_gives_the_spellings_of_a_name_one_key(spellings: str) -> None:
    assert len({key(word) for word in spellings.split()}) == 1


def test_it_reads_nukta_letters_in_one_piece_or_two() -> None:
    assert key("\u095d\u093e\u0915\u093e") == key("\u0922\u093c\u093e\u0915\u093e") == "raka"
    assert key("\u09dc\u09be\u09a3\u09be") == key("\u09a1\u09bc\u09be\u09a3\u09be") == "rana"


def test_it_keeps_digits_of_every_script_as_words() -> None:
    assert key("रामपुर २") == key("Rampur-2") == key("rampur2") == "ranpur 2"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rampur", "रामपुरा"),
        ("Kamla", "Kamala"),
        ("Jhalawar", "Jhalawad"),
        ("Rampur", "ராம்பூர்"),
        ("Rampur", "رام پور"),
        ("सूरजपुर", "سورج پور"),
        ("किशनगंज", "کشن گنج"),
        ("वज़ीरगंज", "وزیر گنج"),
        ("शेखपुरा", "شیخپورہ"),
    ],
)
def test_it_puts_near_spellings_near(a: str, b: str) -> None:
    assert similarity(key(a), key(b)) >= 83


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rampur", "Sonpur"),
        ("Rampur", "سورج پور"),
        ("रसूलपुर", "رام پور"),
        ("Rekha", "Sunita"),
        ("", "Rampur"),
        ("Rampur", ""),
    ],
)
def test_it_keeps_other_names_apart(a: str, b: str) -> None:
    assert similarity(key(a), key(b)) < 78


@pytest.mark.parametrize("said", ["Sunita", "मेरा नाम सुनीता है", "suneeta devi", "सुनीता कुमारी", "ਸੁਨੀਤਾ"])
def test_it_hears_a_first_name(said: str) -> None:
    assert is_said(said, "सुनीता देवी")


@pytest.mark.parametrize("said", ["", "देवी", "s", "Rekha Sunita", "मेरा नाम", "Anita", "12"])
def test_it_hears_no_first_name_in_other_words(said: str) -> None:
    assert not is_said(said, "सुनीता देवी")


@pytest.mark.parametrize(("said", "name"), [("Anju", "मंजू"), ("Rita", "गीता"), ("Rani", "रीना"), ("Puja", "पूजन")])
def test_it_takes_no_common_name_for_another(said: str, name: str) -> None:
    assert not is_said(said, name)
