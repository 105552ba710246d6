"""Default deny for pages: a route says who may enter, or nobody may.

Every view carries a mark: `public`, `signed` (by Twilio) or a permission. A view without one is refused, and a test
walks every route to say so before it is deployed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user

from helpline.security.access import Permission

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED = "signed"
LOGGED_IN = "logged in"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def mark(access: str) -> Callable[[View], View]:
    """Say who may enter a view; the check itself is the decorator's or the view's that uses this."""

    def marked(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # a function carries attributes
        return view

    return marked


def public(view: View) -> View:
    """Anybody may enter."""
    return mark(PUBLIC)(view)


def requires(permission: Permission | None) -> Callable[[View], View]:
    """Only staff with the permission may enter (None: any member of staff who is logged in)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by flask-login
            if permission and not current_user.actor.may(permission):
                abort(403)
            return view(*args, **kwargs)

        return mark(permission or LOGGED_IN)(guarded)  # type: ignore[return-value]  # same signature as the view

    return guard


def protect(app: Flask) -> None:
    """Refuse views without a mark, and set the headers that browsers obey."""

    @app.before_request
    def _deny_unmarked() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "access"):
            abort(403)

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response
