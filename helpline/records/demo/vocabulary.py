"""Words for an invented world: typical first names, family names and pieces of village names, in Devanagari.

The two states are real, everything below them is invented; a village may share its name with a real one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speech:
    """How people and villages are called in one state."""

    women: tuple[str, ...]
    women_families: tuple[str, ...]
    men: tuple[str, ...]
    men_families: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    village_endings: tuple[tuple[str, str], ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BIHAR = Speech(
    women=_words(
        "सुनीता रेखा पूजा गुड़िया सरिता रीना किरण खुशबू काजल नीतू ममता संगीता पिंकी रूबी शोभा चंदा बबीता अनीता "
        "प्रियंका ज्योति रिंकू सीमा पूनम अंजू मंजू रुखसाना शबनम नसीमा अफसाना सोनी लक्ष्मी उषा"
    ),
    women_families=("देवी", "देवी", "देवी", "कुमारी", "खातून", "यादव", "पासवान"),
    men=_words("राजेश मुकेश संजय दिनेश रंजीत सुबोध मनोज अशोक पप्पू गणेश इरफान शमीम विकास धर्मेंद्र सत्येंद्र"),
    men_families=("कुमार", "यादव", "पासवान", "राम", "महतो", "मंडल", "अंसारी"),
    girls=_words("अनन्या परी खुशी राधिका आरोही सृष्टि सलोनी आयशा रिया नंदिनी मुस्कान साक्षी"),
    boys=_words("आरव अंश रोहन शिवम आयुष प्रिंस अमन सूरज आदित्य रेहान कृष्णा गोलू"),
    village_endings=(
        ("पुर", "pur"),
        ("गंज", "ganj"),
        ("टोला", "tola"),
        ("डीह", "dih"),
        ("बिगहा", "bigha"),
        ("चक", "chak"),
    ),
)
RAJASTHAN = Speech(
    women=_words(
        "संतोष मंजू कमला गीता सुमन मोहिनी लीला विमला पार्वती सीता भंवरी केसर धापू मीना पुष्पा कैलाशी सुशीला रुक्मणी "
        "शांति प्रेम गुलाब ममता इंदिरा राधा जमना नूरजहाँ शकीला सायरा"
    ),
    women_families=("देवी", "मीणा", "गुर्जर", "कंवर", "बैरवा", "मेघवाल", "बाई", "बानो"),
    men=_words("रामलाल भैरूलाल कैलाश प्रकाश गोपाल हनुमान मदन शंकर नारायण सुरेश महावीर सलीम छोटू ओमप्रकाश"),
    men_families=("मीणा", "गुर्जर", "सिंह", "बैरवा", "मेघवाल", "जाट", "खान"),
    girls=_words("पायल कोमल निकिता दिव्या खुशी अंजलि मोनिका तनु भावना हंसा जिया ज़ोया"),
    boys=_words("विष्णु लोकेश दीपक रोहित भावेश मोहित अर्जुन युवराज राहुल कान्हा फ़ैज़ान देव"),
    village_endings=(
        ("पुरा", "pura"),
        ("खेड़ा", "khera"),
        ("वास", "was"),
        ("सर", "sar"),
        ("गढ़", "garh"),
        ("नगर", "nagar"),
    ),
)
VILLAGE_BEGINNINGS = (
    ("राम", "Ram"),
    ("सोन", "Son"),
    ("मधु", "Madhu"),
    ("हरि", "Hari"),
    ("किशन", "Kishan"),
    ("लाल", "Lal"),
    ("चंदन", "Chandan"),
    ("बेला", "Bela"),
    ("गोपाल", "Gopal"),
    ("देव", "Dev"),
    ("मोहन", "Mohan"),
    ("सूरज", "Suraj"),
)
LANDMARKS = (
    "प्राथमिक विद्यालय के पास",
    "पंचायत भवन के बगल में",
    "शिव मंदिर के पीछे",
    "पुराने कुएँ के सामने",
    "सामुदायिक भवन में",
    "मस्जिद वाली गली में",
)
