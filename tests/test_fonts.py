"""Every script of the table has letters of ours, and a page's letters find them."""

import re
import tomllib

import pytest
from flask import Flask

from helpline.fonts import HERE
from helpline.i18n import SCRIPT_RANGES
from helpline.wiring import ROOT

ROWS = tomllib.loads((ROOT / "locales" / "languages.toml").read_text(encoding="utf-8"))
SCRIPTS = sorted({script for row in ROWS.values() for script in row["scripts"]} - {"Latn"})


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_font_is_served_for_every_script(script: str, keys_app: Flask) -> None:
    client = keys_app.test_client()
    css = client.get("/fonts/fonts.css", buffered=True).text
    first = SCRIPT_RANGES[script][0]
    faces = re.findall(r'url\("(\w+)\.woff2"\).*?unicode-range: ([^;]+);', css, flags=re.DOTALL)
    names = [name for name, ranges in faces if f"U+{first:04X}-" in ranges]
    assert len(names) == 1
    font = client.get(f"/fonts/{names[0]}.woff2", buffered=True)
    assert (font.status_code, font.mimetype, font.data[:4]) == (200, "font/woff2", b"wOF2")


def test_nothing_else_is_served_there(keys_app: Flask) -> None:
    client = keys_app.test_client()
    assert client.get("/fonts/..%2F__init__.woff2").status_code == 404
    assert client.get("/fonts/none.woff2").status_code == 404
    assert (HERE / "OFL.txt").is_file()
