"""The bare route beside which turns are measured: one SELECT by an indexed key, one INSERT, one commit.

Started by the same gunicorn with the same settings as the product: `--config helpline/gunicorn.py bench.bare:app`.
"""

from datetime import UTC, datetime

from flask import Flask, Response, request
from sqlalchemy import BigInteger, DateTime, Engine, ForeignKey, String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from helpline import settings

PEOPLE = 10_000


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "bench_people"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), unique=True)
    language: Mapped[str] = mapped_column(String(8))


class Event(Base):
    __tablename__ = "bench_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("bench_people.id"), index=True)
    sid: Mapped[str] = mapped_column(String(40))
    keys: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def connect(url: str, pool_size: int) -> Engine:
    """An engine as the product has it: the same driver, the same number of connections."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
    )


def fill(url: str, phones: list[str]) -> None:
    """Make the tables, with a person for each of `phones` among many others."""
    engine = connect(url, 1)
    Base.metadata.create_all(engine)
    others = (f"+9177{place:08d}" for place in range(PEOPLE - len(phones)))
    with Session(engine) as session, session.begin():
        session.execute(insert(Person), [{"phone": phone, "language": "hi"} for phone in (*others, *phones)])
    engine.dispose()


def create_app() -> Flask:
    """The application: the measured route, and one that does nothing."""
    configured = settings.load()
    sessions = sessionmaker(connect(configured.database_url, configured.web_threads + 2))
    app = Flask(__name__, static_folder=None)

    @app.post("/turn")
    def turn() -> Response:
        form = request.form
        with sessions.begin() as session:
            person = session.scalars(select(Person).where(Person.phone == form["From"])).one()
            keys = form.get("Digits", "")
            session.add(Event(person_id=person.id, sid=form["CallSid"], keys=keys, at=datetime.now(UTC)))
            answer = f'<Response><Say language="{person.language}">Thank you.</Say></Response>'
        return Response(answer, mimetype="text/xml")

    @app.post("/nothing")
    def nothing() -> str:
        return "ok"

    return app


def __getattr__(name: str) -> Flask:
    """`app` is made when gunicorn asks for it, not when the tables are imported."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
