"""Mail that no machine may answer; and people's mail that looks a little like it."""

# ruff: noqa: E501  (samples stand as clients write them)

from __future__ import annotations

import pytest

from handlers.mail.reading import read
from handlers.mail.silence import silent
from tests.mail.stub import OURS, WORDS, mail, treat

SILENT: dict[str, tuple[dict[str, str], str]] = {
    "null path": ({"Return_Path": "<>"}, "bounce"),
    "null path with blank": ({"Return_Path": "< >"}, "bounce"),
    "no sender": ({"From": ""}, "no sender"),
    "ourselves": ({"From": "migration@itcilo.org"}, "own"),
    "ourselves with tag": ({"From": "migration+x@itcilo.org"}, "own"),
    "alias": ({"Sender": "Courses <COURSES@itcilo.org>"}, "own"),
    "reply to us": ({"Reply_To": "migration@itcilo.org"}, "own"),
    "loop": ({"X_Loop": "migration@itcilo.org"}, "own"),
    "our id": ({"Message_ID": f"<r.{'a' * 32}@itcilo.org>"}, "own"),
    "auto-replied": ({"Auto_Submitted": "auto-replied"}, "automatic"),
    "auto with comment": ({"Auto_Submitted": "(no) auto-generated; x=no"}, "automatic"),
    "second auto": ({"Auto_Submitted": "no", "Auto_Submitted1": "Auto-Notified"}, "automatic"),
    "bulk": ({"Precedence": "Bulk"}, "bulk"),
    "list precedence": ({"Precedence": "list"}, "bulk"),
    "auto_reply": ({"X_Precedence": "auto_reply"}, "bulk"),
    "list id": ({"List_Id": "x <x.example.org>"}, "list"),
    "unsubscribe": ({"List_Unsubscribe": "<mailto:x@example.org>"}, "list"),
    "one click": ({"List_Unsubscribe_Post": "List-Unsubscribe=One-Click"}, "list"),
    "feedback id": ({"Feedback_ID": "1:2:3"}, "list"),
    "mailman": ({"X_Mailman_Version": "2.1"}, "list"),
    "suppress": ({"X_Auto_Response_Suppress": "DR, OOF"}, "automatic"),
    "suppress all": ({"X_Auto_Response_Suppress": "All"}, "automatic"),
    "autoreply": ({"X_Autoreply": "yes"}, "automatic"),
    "autoresponder": ({"X_Autoresponder": "1"}, "automatic"),
    "failed recipients": ({"X_Failed_Recipients": "a@example.org"}, "automatic"),
    "cron": ({"X_Cron_Env": "<SHELL=/bin/sh>"}, "automatic"),
    "fc": ({"X_FC_MachineGenerated": "true"}, "automatic"),
    "inbox rules": ({"X_MS_Exchange_Inbox_Rules_Loop": "ana@example.org"}, "automatic"),
    "delivered": ({"Delivered_To": "ana@example.org-autoresponder"}, "automatic"),
    "spam flag": ({"X_Spam_Flag": "YES"}, "spam"),
    "spam status": ({"X_Spam_Status": "Yes, score=9.1"}, "spam"),
    "rspamd": ({"X_Rspamd_Action": "add header"}, "spam"),
    "scl": ({"X_MS_Exchange_Organization_SCL": "6"}, "spam"),
    "spam subject": ({"Subject": "***SPAM*** cheap"}, "spam"),
    "spam subject brackets": ({"Subject": "[SPAM] cheap"}, "spam"),
}
for _local in (
    "MAILER-DAEMON", "postmaster", "noreply", "no-reply", "no.reply", "do-not-reply", "donotreply", "notifications",
    "owner-course", "course-request", "course-owner", "course-bounces", "bounce+123", "bounces", "listserv", "majordomo",
    "root", "news-noreply", "noreply-123", "ne-pas-repondre", "nepasrepondre", "no-responder", "noresponder",
    "newsletter", "notification+abc",
):  # fmt: skip
    SILENT[f"from {_local}"] = (
        {"From": f"X <{_local}@example.org>", "Reply_To": "ana@example.org"},
        "no-reply",
    )
    SILENT[f"path {_local}"] = ({"Return_Path": f"<{_local}@example.org>"}, "no-reply")


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str) -> None:
    headers, reason = SILENT[name]
    handled = treat(mail(**headers))
    assert handled.decision.action == "ignore"
    assert handled.decision.reason.startswith(reason)
    assert handled.message is None and handled.reply is None


HARMLESS: list[dict[str, str]] = [
    {"Auto_Submitted": "no"},
    {"Auto_Submitted": "No; x=y"},
    {"Auto_Submitted": "(comment) no"},
    {"X_Auto_Response_Suppress": "DR, NDR, RN, NRN"},
    {"Precedence": "normal"},
    {"X_Spam_Flag": "NO"},
    {"X_Spam_Status": "No, score=-1.0 required=5.0"},
    {"X_Autoreply": "no"},
    {"X_MS_Exchange_Organization_SCL": "1"},
    {"From": "Norah Reply <norah.reply@example.org>"},
    {"From": "Newsome <newsome@example.org>"},
    {"From": "Owner <shop-owners-club@example.org>"},
    {"From": "Bouncer <bouncer@example.org>"},
    {"X_Loop": "someone@example.org"},
    {"Message_ID": "<r.short@itcilo.org>"},
    {"Return_Path": ""},
    {"Subject": "Auto insurance for participants"},
]


@pytest.mark.parametrize("headers", HARMLESS, ids=str)
def test_people_are_answered(headers: dict[str, str]) -> None:
    assert silent(read(mail(**headers)), OURS, WORDS) is None
    assert treat(mail(**headers)).decision.action == "reply"


@pytest.mark.parametrize(
    "kind", ["delivery-status", "disposition-notification", "feedback-report", "global-delivery-status"]
)
def test_reports(kind: str) -> None:
    parts = f"--b\r\nContent-Type: text/plain\r\n\r\nWhat is the fee?\r\n--b\r\nContent-Type: message/{kind}\r\n\r\nAction: delayed\r\n--b--\r\n"
    head = "From: Ana <ana@example.org>\r\nTo: migration@itcilo.org\r\nContent-Type: multipart/{}; boundary=b\r\n\r\n"
    for container in ("report; report-type=x", "mixed"):
        decision = treat((head.format(container) + parts).encode()).decision
        assert (decision.action, decision.reason.split(":")[0]) == ("ignore", "report")


@pytest.mark.parametrize(
    "method", ["REPLY", "COUNTER", "CANCEL"]
)  # fmt: skip
def test_calendar_answers(method: str) -> None:
    raw = mail(Subject="Meeting").replace(b'text/plain; charset="utf-8"', f"text/calendar; method={method}".encode())
    assert treat(raw).decision.action == "ignore"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Course", "Out of Office", "Out of office: Re: Course", "Out of Office Re: Course", "Autoreply: x",
        "Réponse automatique : Formation", "Absence du bureau", "Absence du bureau : Formation",
        "Message d'absence : congés", "Respuesta automática: Curso", "Fuera de la oficina", "Fuera de la oficina: Curso",
        "Automatische Antwort: Kurs", "Risposta automatica: Corso", "Re: Automatic reply: Course",
        "Undelivered Mail Returned to Sender", "Mail delivery failed: returning message to sender",
        "Delivery Status Notification (Failure)", "Undeliverable: Course", "Non remis : Formation",
        "No se puede entregar: Curso", "failure notice", "Accepted: Meeting", "Accepté : réunion", "Lu : Formation",
        "Read: Course", "Leído: Curso",
    ],
)  # fmt: skip
def test_subjects_of_machines(subject: str) -> None:
    assert treat(mail("I am away until Monday.", Subject=subject)).decision.action == "ignore"


@pytest.mark.parametrize(
    "text",
    [
        "I am currently out of the office with limited access to e-mail.",
        "Je suis absente du bureau jusqu'au 3 mars. En cas d'urgence, contactez ma collègue.",
        "Estoy de vacaciones y responderé a su mensaje a mi regreso.",
        "This is an automated message. A ticket has been opened.",
        "Please do not reply to this message.",
        "Merci de ne pas répondre à ce message.",
        "Por favor no responda a este correo.",
        "Dear Sir, please find attached our invoice 2231. Payment terms net 30.",
        "Bonjour, veuillez trouver en pièce jointe notre facture n° 55.",
        "Buenos días, le enviamos adjunta la factura de enero. Saldo pendiente.",
        "We offer SEO services and backlinks so that you rank on Google.",
        "Nous proposons nos services de référencement naturel pour votre site.",
        "Le ofrecemos diseño web y posicionamiento en Google.",
        "You have won one million dollars in the lottery. Click below.",
        "Your mailbox is full. Verify your account now.",
        "Weekly newsletter\n\nView this email in your browser\n\nUnsubscribe | Privacy policy",
        "Si ce message ne s'affiche pas, version en ligne. Notre newsletter de mars. Se désabonner.",
        "Ver en el navegador. Nuestro boletín de marzo. Darse de baja.",
    ],
)
def test_texts_of_machines_and_merchants(text: str) -> None:
    decision = treat(mail(text, Subject="Hello")).decision
    assert decision.action == "ignore", decision


@pytest.mark.parametrize(
    "text",
    [
        "I will be out of the office in March. What is the fee of the course?",
        "Could you send us an invoice for the course fee, so that my ministry can pay?",
        "Is the discount offer for the academy still valid, and what is the fee for participants?",
        "What is the amount due for the course? We need the fee for our accountant.",
        "I unsubscribed from your newsletter by mistake. What is the fee of the training?",
    ],
)
def test_applicants_with_such_words_are_not_thrown_away(text: str) -> None:
    assert treat(mail(text)).decision.action in ("reply", "escalate")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you very much!\n\nBest regards,\nEric Owusu",
        "Merci beaucoup pour votre réponse rapide.\nCordialement,\nSlim",
        "Muchas gracias por la información. Saludos",
        "Thanks, noted.",
        "Bien reçu, merci.",
        "OK thanks",
    ],
)
def test_bare_thanks(text: str) -> None:
    quote = "\n\nOn Mon, Jan 19, 2026 at 10:15 AM ITCILO <migration@itcilo.org> wrote:\n> What is the fee?\n"
    assert treat(mail(text + quote)).decision.action == "ignore"
    assert treat(mail(text + quote, In_Reply_To=f"<r.{'a' * 32}@itcilo.org>")).decision.action == "ignore"
