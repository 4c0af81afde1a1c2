"""From a person's mail and the assistant's outcome to an action."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

import pytest

from bot.messages import Outcome, Reply
from handlers.mail.ours import Ours
from handlers.mail.reading import read
from handlers.mail.trust import addressed_to_us, authentication, recipient
from tests.mail.stub import OURS, WORDS, Stub, mail, part, treat

TEXT = "I have a question about the course that starts soon and its conditions"


def reply(outcome: Outcome, **values: object) -> Reply:
    base = Reply(outcome, "en", (part("fees", "It is said.", outcome),), ("fees",), confidence=0.9)
    return replace(base, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "action", "draft", "ticket"),
    [
        (reply("answered"), "reply", False, False),
        (reply("clarify"), "reply", False, False),
        (reply("partial"), "reply", False, True),
        (reply("unknown"), "acknowledge", False, True),
        (reply("handoff"), "acknowledge", False, True),
        (reply("out_of_scope"), "escalate", False, True),
        (reply("out_of_scope", language="other"), "escalate", False, True),
        (reply("smalltalk"), "ignore", False, False),
        (reply("answered", confidence=0.8), "reply", False, False),
        (reply("answered", confidence=0.79), "reply", True, False),
        (reply("answered", contradiction=True), "reply", True, False),
    ],
)
def test_the_contracts_table(made: Reply, action: str, draft: bool, ticket: bool) -> None:
    handled = treat(mail(TEXT), Stub(made))
    decision = handled.decision
    assert (decision.action, decision.draft_only, decision.ticket) == (action, draft, ticket)
    assert (handled.message is not None) == (action in ("reply", "acknowledge"))
    if handled.message is not None:
        assert (handled.message["Auto-Submitted"] is None) == draft


@pytest.mark.parametrize("outcome", ["answered", "clarify", "unknown", "handoff"])
def test_mail_without_a_word_of_the_courses_is_a_persons(outcome: Outcome) -> None:
    handled = treat(mail("Do you like this message?", Subject="hi"), Stub(reply(outcome)))
    assert handled.decision.action == "escalate" and handled.message is None


def test_a_long_mail_with_a_single_word_makes_a_draft() -> None:
    text = "We met at the market and spoke of the weather and our families. " * 6 + "What a programme?"
    handled = treat(mail(text, Subject="hi"), Stub(reply("answered")))
    assert (handled.decision.action, handled.decision.draft_only) == ("reply", True)


def test_an_unsure_acknowledgement_does_not_repeat_the_assistant() -> None:
    sure, unsure = (treat(mail(TEXT), Stub(reply("unknown", confidence=c))) for c in (0.9, 0.4))
    assert sure.message is not None and unsure.message is not None
    assert "It is said." in sure.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    text = unsure.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "It is said." not in text and "migration@itcilo.org" in text


@pytest.mark.parametrize(
    "text",
    [
        "I want to complain about the organisation of the course.",
        "I have written three times and still no answer.",
        "We paid the fee twice, please help.",
        "My payment was rejected by the bank, what now? The fee is due.",
        "I have not yet received my refund.",
        "Please delete my data according to the GDPR.",
        "You will hear from my lawyer.",
        "This is unacceptable. What is the fee?",
        "Je souhaite faire une réclamation au sujet de la formation.",
        "J'ai payé deux fois les frais de participation.",
        "Mon virement a été rejeté.",
        "Merci de supprimer mes données personnelles.",
        "C'est une honte. Quels sont les frais ?",
        "Mon avocat vous écrira.",
        "Quiero presentar una queja sobre el curso.",
        "Me han cobrado dos veces el coste del curso.",
        "La transferencia ha sido devuelta.",
        "Solicito eliminar mis datos personales.",
        "Es una vergüenza. ¿Cuál es el coste?",
        "Mi abogado tomará medidas legales.",
    ],
)
def test_sensitive_mail_is_a_persons(text: str) -> None:
    handled = treat(mail(text))
    assert handled.decision.action == "escalate" and handled.decision.ticket
    assert handled.message is None and handled.reply is None


@pytest.mark.parametrize(
    "text",
    [
        "What do I get back of the fee if I cancel ten days before? Do I get my money back?",
        "How high would my refund of the fee be if I withdraw on 12 June?",
        "I am a lawyer working with migrants. What is the fee?",
        "Does the module treat complaints mechanisms and fraudulent recruitment? And the fee?",
        "Can I pay the fee in two instalments?",
        "Je suis avocate. Quels sont les frais et les conditions de remboursement ?",
        "¿Cuál es el coste y qué pasa si cancelo? ¿Hay devolución?",
        "Do you also treat access to justice and legal aid? What is the fee?",
    ],
)
def test_ordinary_questions_are_not_sensitive(text: str) -> None:
    assert treat(mail(text)).decision.action == "reply"


def with_file(text: str, name: str, kind: str = "application/pdf", size: int = 20_000) -> bytes:
    message = EmailMessage()
    for key, value in (("From", "ana@example.org"), ("To", "migration@itcilo.org"), ("Subject", "Question")):
        message[key] = value
    message.set_content(text)
    main, _, sub = kind.partition("/")
    message.add_attachment(b"x" * size, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_attachments() -> None:
    assert treat(with_file("Please find attached my application form.", "form.pdf")).decision.action == "escalate"
    assert treat(with_file("What is the fee?", "CV_Ana.pdf")).decision.action == "escalate"
    assert treat(with_file("", "scan.jpg", "image/jpeg")).decision.action == "escalate"
    assert treat(with_file("Thank you", "scan.pdf")).decision.action == "escalate"
    unread = treat(with_file("What is the fee?", "leaflet.pdf")).decision
    assert (unread.action, unread.draft_only) == ("reply", True)
    logo = treat(with_file("What is the fee?", "logo.png", "image/png", 4000)).decision
    assert (logo.action, logo.draft_only) == ("reply", False)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"To": "someone@else.org"}, "not addressed"),
        ({"To": ""}, "not addressed"),
        ({"To": "migration@itcilo.org.evil.example"}, "not addressed"),
        ({"From": "a@example.org, b@example.org"}, "no single address"),
        ({"From": "Ana <pérez@example.org>"}, "no single address"),
        ({"From": "Ana <ana@localhost>"}, "no single address"),
        (
            {"Authentication_Results": "mx.itcilo.org; dmarc=fail header.from=example.org"},
            "authentication failed",
        ),
    ],
)
def test_people_who_cannot_be_answered_safely(headers: dict[str, str], reason: str) -> None:
    raw = mail(**{**headers, "Subject": "Fee"})
    decision = treat(raw).decision
    assert decision.action == "escalate" and decision.ticket
    assert decision.reason.startswith(reason)


@pytest.mark.parametrize(
    "headers",
    [
        {"To": "x@else.org", "Cc": "MIGRATION@ITCILO.ORG"},
        {"To": "courses@itcilo.org"},
        {"To": "x@else.org", "Resent_To": "migration@itcilo.org"},
        {"To": "ITCILO <migration+2026@itcilo.org>"},
        {"To": "x@else.org, migration@itcilo.org"},
    ],
)
def test_ways_to_be_addressed(headers: dict[str, str]) -> None:
    assert addressed_to_us(read(mail(**headers)), OURS)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], "unknown"),
        (["mx.itcilo.org; dmarc=pass header.from=example.org"], "passed"),
        (["mx.itcilo.org 1; spf=pass smtp.mailfrom=ana@example.org; dmarc=fail (p=none)"], "failed"),
        (["mx.itcilo.org; spf=fail smtp.mailfrom=example.org; dkim=none"], "failed"),
        (["mx.itcilo.org; spf=fail smtp.mailfrom=x.org; dkim=pass header.d=example.org"], "passed"),
        (["mx.itcilo.org; dkim=pass header.i=@mail.example.org"], "passed"),
        (["mx.itcilo.org; spf=pass smtp.mailfrom=evil.net; dkim=none"], "unaligned"),
        (["mx.itcilo.org; dkim=pass (dmarc=pass; spf=pass) header.d=evil.net"], "unaligned"),
        (["mx.itcilo.org; none"], "unknown"),
        (["mx.itcilo.org; spf=temperror; dkim=none; dmarc=none"], "unknown"),
        (["evil.net; dmarc=pass", "mx.itcilo.org; dmarc=fail"], "failed"),
        (["mx.itcilo.org; dmarc=fail", "mx.itcilo.org; dmarc=pass"], "failed"),
        (["MX.itcilo.ORG; DMARC=Fail"], "failed"),
        (["evil.net; dmarc=pass"], "unknown"),
    ],
)
def test_authentication_results(results: list[str], expected: str) -> None:
    headers = {f"Authentication_Results{i}": value for i, value in enumerate(results)}
    found = read(mail(**headers))
    assert authentication(found, OURS) == expected
    assert authentication(found, Ours("migration@itcilo.org")) == "unknown"


def test_an_unconfirmed_domain_makes_a_draft() -> None:
    results = "mx.itcilo.org; spf=pass smtp.mailfrom=evil.net"
    decision = treat(mail(Authentication_Results=results)).decision
    assert (decision.action, decision.draft_only) == ("reply", True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "ana@example.org"),
        ({"Reply_To": "b@example.org"}, "b@example.org"),
        ({"Reply_To": "b@example.org, c@example.org"}, "ana@example.org"),
        ({"Reply_To": "nonsense"}, "ana@example.org"),
        ({"From": "a@x.org, b@x.org", "Reply_To": "c@x.org"}, "c@x.org"),
    ],
)
def test_one_recipient(headers: dict[str, str], expected: str) -> None:
    found = recipient(read(mail(**headers)), OURS)
    assert found is not None and found.email == expected


OUR_ID = f"<r.{'0' * 32}@itcilo.org>"


@pytest.mark.parametrize(
    "raw",
    [
        mail(In_Reply_To=OUR_ID),
        mail(References=f"<a@b> {OUR_ID}"),
        mail(f"What is the fee?\n\n> Hello\n> {WORDS.letters['fr'].automatic}\n"),
    ],
)
def test_an_answer_to_an_automatic_message_is_a_persons(raw: bytes) -> None:
    handled = treat(raw)
    assert handled.decision.action == "escalate" and handled.decision.ticket
    assert handled.message is not None and handled.message["Auto-Submitted"] is None


def test_an_answer_to_a_draft_that_staff_sent_is_answered() -> None:
    assert treat(mail(In_Reply_To=OUR_ID.replace("<r.", "<d."))).decision.action == "reply"


def test_a_machine_that_answers_ours_is_ignored() -> None:
    decision = treat(mail("Gone.", In_Reply_To=OUR_ID, Subject="Automatic reply: Re: Fee")).decision
    assert decision.action == "ignore"


def test_invitations_and_secrets_are_a_persons() -> None:
    invitation = mail().replace(b'text/plain; charset="utf-8"', b"text/calendar; method=REQUEST")
    assert treat(invitation).decision.action == "escalate"
    assert treat(mail().replace(b"text/plain", b"application/pkcs7-mime")).decision.action == "escalate"
    assert treat(mail(" ", Subject="")).decision.action == "escalate"


def test_a_forwarded_question_makes_a_draft() -> None:
    head = "From: b\nDate: c\nSubject: d\nTo: e"
    text = f"FYI\n\n---------- Forwarded message ---------\n{head}\n\nWhat is the fee?\n"
    decision = treat(mail(text, Subject="Fwd: d")).decision
    assert (decision.action, decision.draft_only) == ("reply", True)


def test_the_reason_holds_nothing_of_the_mail() -> None:
    for raw in (mail("Secret words paid twice", Subject="secret"), mail(Auto_Submitted="secret\tä<b>")):
        assert "ä" not in treat(raw).decision.reason and "Secret" not in treat(raw).decision.reason
