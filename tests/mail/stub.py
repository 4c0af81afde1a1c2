"""An assistant that answers by a few words, and small makers of mails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

from bot.messages import Bullets, Dialogue, Link, Message, Outcome, Paragraph, Part, Reply, Span, Table
from handlers.mail.handling import Handled, handle
from handlers.mail.ours import Ours
from handlers.mail.words import MailWords, load_words

OURS = Ours("migration@itcilo.org", ("courses@itcilo.org",), "mx.itcilo.org")
WORDS: MailWords = load_words()
NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 1, 20)


def part(topic: str, text: str, outcome: Outcome = "answered") -> Part:
    return Part(topic, ("rights-2026",), outcome, topic.title(), (Paragraph((Span(text),)),))


class Stub:
    """Answers what the words of a message ask for, and remembers what it was asked."""

    def __init__(self, reply: Reply | None = None) -> None:
        self.reply = reply
        self.asked: list[str] = []

    def answer(self, message: Message, dialogue: Dialogue) -> tuple[Reply, Dialogue]:
        self.asked.append(message.text)
        courses = ("academy-2025",) if "academy" in message.text.lower() else dialogue.courses
        return self.reply or self.made(message.text.lower(), courses), Dialogue(courses=courses)

    def made(self, text: str, courses: tuple[str, ...]) -> Reply:
        parts = [
            part(topic, f"About {topic} of {', '.join(courses) or 'all courses'}.")
            for topic in ("fee", "date", "frais", "coste", "deadline")
            if topic in text
        ]
        if parts:
            return Reply("answered", "en", tuple(parts), tuple(p.topic for p in parts), courses, confidence=0.95)
        if "visa" in text:
            return Reply("unknown", "en", (part("visa", "The note does not state it.", "unknown"),), confidence=0.9)
        if len(text.split()) < 4:
            return Reply("smalltalk", "en", ())
        return Reply("out_of_scope", "en", (part("", "I cannot help.", "out_of_scope"),))


def mail(text: str = "What is the fee?", html: str | None = None, *, charset: str = "utf-8", **headers: str) -> bytes:
    """A person's mail to us; headers by name with ``_`` for ``-``, an empty value leaves one out."""
    message = EmailMessage()
    values = {
        "Return_Path": "<ana@example.org>",
        "From": "Ana Pérez <ana@example.org>",
        "To": "migration@itcilo.org",
        "Subject": "Question",
        "Date": "Mon, 19 Jan 2026 10:15:00 +0100",
        "Message_ID": "<q1@example.org>",
        **headers,
    }
    for name, value in values.items():
        if value:
            message[name.rstrip("0123456789").replace("_", "-")] = value
    message.set_content(text, charset=charset)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def treat(raw: bytes, assistant: Stub | None = None, ours: Ours = OURS) -> Handled:
    return handle(raw, assistant or Stub(), ours=ours, words=WORDS, today=TODAY, now=NOW)


def rich_reply() -> Reply:
    """Every kind of block, and everything HTML and headers could stumble over."""
    parts = (
        Part(
            "fees",
            ("a", "b"),
            "answered",
            "Fees & costs",
            (
                Paragraph((Span("The fee is "), Span("€ 1,055", bold=True), Span(" <for all> & more."))),
                Table(("Course", "Fee"), (("Rights", "€ 1,055"), ("Académie", "2 720 €"))),
            ),
        ),
        Part(
            "apply",
            ("a",),
            "answered",
            "How to apply",
            (
                Bullets(((Span("Form: "), Span("apply here", href="https://oarf2.itcilo.org/x?a=1&b=2")),)),
                Paragraph((Span("Write to "), Span("migration@itcilo.org", href="mailto:migration@itcilo.org"))),
            ),
        ),
    )
    links = (Link("Course page", "https://www.itcilo.org/c"),)
    return Reply("answered", "fr", parts, ("fees", "apply"), ("a",), links=links, confidence=0.9)
