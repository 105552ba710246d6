"""The WSGI application: `gunicorn app:app`."""

from helpline.web import create_app

app = create_app()
