"""The answer as a message."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Bullets, Paragraph, Part, Reply, Span
from handlers.mail.composing import reply_subject
from handlers.mail.handling import Handled
from tests.mail.stub import Stub, mail, rich_reply, treat


def sent(raw: bytes, assistant: Stub | None = None) -> EmailMessage:
    handled = treat(raw, assistant)
    assert handled.message is not None, handled.decision
    return parsed(handled)


def parsed(handled: Handled) -> EmailMessage:
    assert handled.message is not None
    message = email.message_from_bytes(handled.message.as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_headers_of_an_automatic_answer() -> None:
    answer = sent(mail(References="<a@b> <c@d>", In_Reply_To="<c@d>"))
    assert answer["From"] == "ITCILO – Labour migration courses <migration@itcilo.org>"
    assert answer["To"] == "Ana Pérez <ana@example.org>"
    assert answer["Subject"] == "Re: Question"
    assert answer["In-Reply-To"] == "<q1@example.org>"
    assert answer["References"].split() == ["<a@b>", "<c@d>", "<q1@example.org>"]
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["X-Auto-Response-Suppress"] == "All"
    assert answer["X-Loop"] == "migration@itcilo.org"
    assert re.fullmatch(r"<r\.[0-9a-f]{32}@itcilo\.org>", answer["Message-ID"])
    assert answer["Content-Language"] == "en" and answer["MIME-Version"] == "1.0"
    assert answer["Date"] == "Tue, 20 Jan 2026 09:30:00 +0000"
    for name in ("Cc", "Bcc", "Reply-To", "Precedence", "Received"):
        assert answer[name] is None


def test_a_draft_carries_no_mark_of_a_machine() -> None:
    automatic = treat(mail(), Stub(rich_reply()))
    draft = treat(mail(Authentication_Results="mx.itcilo.org; spf=pass smtp.mailfrom=evil.net"), Stub(rich_reply()))
    assert automatic.message is not None and draft.message is not None
    lines = content(parsed(automatic), "plain"), content(parsed(draft), "plain")
    assert "réponse automatique" in lines[0] and "automatique" not in lines[1]
    assert "automatique" not in content(parsed(draft), "html")
    for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop", "Precedence"):
        assert draft.message[name] is None
    assert draft.message["In-Reply-To"] == "<q1@example.org>"
    assert draft.message["Message-ID"].startswith("<d.")


def test_the_same_question_gives_the_same_bytes() -> None:
    first, second = treat(mail()).message, treat(mail(Received="by another way")).message
    assert first is not None and second is not None
    assert first.as_bytes() == second.as_bytes()


def test_without_message_id_no_thread_headers() -> None:
    answer = sent(mail(Message_ID="", References="<a@b>"))
    assert answer["In-Reply-To"] is None and answer["References"] is None


def test_references_are_capped_and_kept_whole() -> None:
    ids = [f"<{'x' * 120}{i}@example.org>" for i in range(60)]
    handled = treat(b"References: " + "\r\n ".join(ids).encode() + b"\r\n" + mail())
    assert handled.message is not None
    raw = handled.message.as_bytes().decode("ascii")
    kept = parsed(handled)["References"].split()
    assert len(kept) == 20 and kept[0] == ids[0] and kept[-1] == "<q1@example.org>" and kept[-2] == ids[-1]
    assert "=?" not in raw.split("References:")[1].split("Content-")[0]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Fee", "Re: Fee"),
        ("Re: Fee", "Re: Fee"),
        ("RE: Re[2]: AW: TR : Fwd: Fee", "Re: Fee"),
        ("RV: Costo", "Re: Costo"),
        ("SV: VS: Antw: WG: Fee", "Re: Fee"),
        ("Recurso: x", "Re: Recurso: x"),
        ("", "Re: Your question"),
        ("Re:", "Re: Your question"),
        ("Fee\r\nBcc: x@y.z\x00", "Re: Fee Bcc: x@y.z"),
        ("x" * 500, "Re: " + "x" * 200 + "…"),
    ],
)
def test_subject(subject: str, expected: str) -> None:
    assert reply_subject(subject, "Your question") == expected


@pytest.mark.parametrize(
    "headers",
    [
        b"Subject: =?utf-8?q?Fee=0D=0ABcc:_victim@example.org?=",
        b"Subject: =?utf-8?b?RmVlDQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?=",
        b"Message-ID: <a@b\x0dBcc: victim@example.org>",
        b"References: <a@b>\r\n\t<=?utf-8?q?=0D=0ABcc:?=@x> <c d@e>",
        b"Thread-Topic: =?utf-8?q?x=0D=0ABcc:_victim@example.org?=",
        b"Reply-To: =?utf-8?q?Ana=0D=0ABcc:_victim@example.org?= <b@example.org>",
        b'Reply-To: "victim@example.org" <b@example.org>',
        b"Reply-To: =?utf-8?q?=22=3Cvictim=40example.org=3E?= <b@example.org>",
    ],
)
def test_no_header_can_be_injected(headers: bytes) -> None:
    base = mail(Subject="", Message_ID="")
    answer = treat(headers + b"\r\n" + base).message
    assert answer is not None
    raw = answer.as_bytes()
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None and message["Cc"] is None
    assert [address.addr_spec for address in message["To"].addresses] in (
        ["ana@example.org"],
        ["b@example.org"],
    )


def test_text_and_html_say_the_same() -> None:
    answer = sent(mail('Is <script>alert("1")</script> & the fee?'), Stub(rich_reply()))
    text, html = content(answer, "plain"), content(answer, "html")
    for piece in (
        "Bonjour,",
        "€ 1,055",
        "Académie",
        "https://www.itcilo.org/c",
        "Cordialement,",
        "Votre message",
    ):
        assert piece in text and piece in html
    assert "<for all> & more" in text and "&lt;for all&gt; &amp; more" in html
    assert "<script>" not in html and "alert" in html
    assert 'href="https://oarf2.itcilo.org/x?a=1&amp;b=2"' in html
    assert "apply here (https://oarf2.itcilo.org/x?a=1&b=2)" in text
    assert "migration@itcilo.org (migration" not in text
    assert "<h3" in html and "How to apply\n------------" in text
    assert '<html lang="fr">' in html


def test_lines_fit_and_bytes_are_seven_bit() -> None:
    answer = treat(mail("Où est le café, et quel est le fee ? " * 60), Stub(rich_reply())).message
    assert answer is not None
    raw = answer.as_bytes()
    raw.decode("ascii")
    assert b"quoted-printable" in raw and b'charset="utf-8"' in raw
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.count(b"MIME-Version") == 1
    assert all(len(line) <= 76 for line in content(parsed(treat(mail("x fee " * 300))), "plain").splitlines())


def test_the_question_is_quoted_below_and_cut() -> None:
    text = content(sent(mail("What is the fee?\n\nOn 1 May 2025, X wrote:\n> SECRET")), "plain")
    assert "> What is the fee?" in text and "SECRET" not in text
    assert text.index("automatic reply") < text.index("> What is the fee?")
    long = content(sent(mail("fee\n" * 500)), "plain")
    assert "> […]" in long and long.count("> fee") <= 30


def clarifying(items: int) -> Reply:
    bullets = Bullets(tuple((Span(f"Course {i}: {i} EUR"),) for i in range(items)))
    parts = (Part("fees", (), "clarify", "Fee", (bullets,)),)
    return Reply("clarify", "en", parts, ("fees",), choices=("Academy 2025", "Rights 2026"), confidence=0.9)


def test_choices_are_named_where_the_answer_does_not_list_them() -> None:
    asked = content(sent(mail("the fee?"), Stub(clarifying(1))), "plain")
    assert "Which one do you mean?" in asked and "- Academy 2025\n- Rights 2026" in asked
    assert "Which one" not in content(sent(mail("the fee?"), Stub(clarifying(2))), "plain")


def test_the_contact_is_given_once() -> None:
    def text(words: str) -> str:
        part = Part("visa", (), "unknown", "Visa", (Paragraph((Span(words),)),))
        reply = Reply("unknown", "en", (part,), ("visa",), confidence=0.9)
        return content(sent(mail("the course visa?"), Stub(reply)), "plain")

    assert text("Not stated; write to migration@itcilo.org.").count("migration@itcilo.org") == 1
    assert text("Not stated.").count("migration@itcilo.org") == 1


def test_an_address_below_several_answers_stands_once() -> None:
    link = Paragraph((Span("Apply: https://oarf2.itcilo.org/x."),))
    parts = tuple(Part(name, (), "answered", name, (Paragraph((Span(name),)), link)) for name in ("Fee", "Date"))
    answer = sent(mail("the fee?"), Stub(Reply("answered", "en", parts, ("fees",), confidence=0.9)))
    assert content(answer, "plain").count("https://") == 1
    assert '<a href="https://oarf2.itcilo.org/x">https://oarf2.itcilo.org/x</a>.' in content(answer, "html")


def test_one_request_needs_no_heading() -> None:
    assert "---" not in content(sent(mail("What is the fee?")), "plain")
    two = content(sent(mail("What is the fee? And the date?")), "plain")
    assert two.index("Fee\n---") < two.index("Date\n----")


@given(st.text(max_size=300), st.text(max_size=120))
@settings(max_examples=80, deadline=None)
def test_any_text_gives_a_message_that_parses(text: str, subject: str) -> None:
    clean = subject.replace("\n", " ").replace("\r", " ").encode("utf-8", "replace")
    body = text.encode("utf-8", "replace")
    raw = b"From: a@example.org\r\nTo: migration@itcilo.org\r\nSubject: " + clean + b"\r\n\r\n" + body + b"\r\nfee"
    handled = treat(raw)
    if handled.message is not None:
        again = parsed(handled)
        assert again["To"] == "a@example.org" and not again.defects
