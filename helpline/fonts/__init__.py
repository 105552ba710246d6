"""Fonts for the scripts of India, served by us: an agent's machine may have none, and nobody else is asked.

Noto Sans and Noto Nastaliq Urdu by Google, under the SIL Open Font License (OFL.txt), cut to their scripts. A browser
fetches a file only when a page has letters of its script.
"""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from helpline.security.routes import public

HERE = Path(__file__).parent
YEAR = 365 * 24 * 3600
blueprint = Blueprint("fonts", __name__, url_prefix="/fonts")


@blueprint.get("/fonts.css")
@public
def css() -> Response:
    """Which file has which letters."""
    return send_from_directory(HERE, "fonts.css", max_age=3600)


@blueprint.get("/<name>.woff2")
@public
def font(name: str) -> Response:
    """One script's font."""
    return send_from_directory(HERE / "files", f"{name}.woff2", mimetype="font/woff2", max_age=YEAR)
