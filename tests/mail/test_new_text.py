"""What clients put around the new text, in three languages: above, below and between the quotes."""

# ruff: noqa: E501  (samples stand as clients write them)

from __future__ import annotations

import time

import pytest

from handlers.mail.new_text import NewText, new_text
from handlers.mail.reading import read
from tests.mail.stub import WORDS, mail

QUESTION = {
    "en": "Could you tell me the deadline of the course?",
    "fr": "Pourriez-vous m'indiquer la date limite de la formation ?",
    "es": "¿Podría decirme la fecha límite del curso?",
}
OLD = "We wrote this some time ago. OLD TEXT stands here."
QUOTED = "> We wrote this some time ago.\n> OLD TEXT stands here."

ATTRIBUTIONS = {
    "gmail-en": ("en", "On Mon, Jan 19, 2026 at 10:15 AM ITCILO <migration@itcilo.org> wrote:"),
    "gmail-en-wrapped": (
        "en",
        "On Mon, Jan 19, 2026 at 10:15 AM ITCILO Labour Migration\n<migration@itcilo.org> wrote:",
    ),
    "gmail-fr": ("fr", "Le lun. 19 janv. 2026 à 10:15, ITCILO <migration@itcilo.org> a écrit :"),
    "gmail-fr-wrapped": (
        "fr",
        "Le lun. 19 janv. 2026 à 10:15, ITCILO Migrations <migration@itcilo.org> a\nécrit :",
    ),
    "gmail-es": ("es", "El lun, 19 ene 2026 a las 10:15, ITCILO (<migration@itcilo.org>) escribió:"),
    "gmail-es-wrapped": (
        "es",
        "El lun, 19 ene 2026 a las 10:15, ITCILO Migraciones (<migration@itcilo.org>)\nescribió:",
    ),
    "apple-en": ("en", "On 19 Jan 2026, at 10:15, ITCILO <migration@itcilo.org> wrote:"),
    "apple-fr": ("fr", "Le 19 janv. 2026 à 10:15, ITCILO <migration@itcilo.org> a écrit :"),
    "apple-es": ("es", "El 19 ene 2026, a las 10:15, ITCILO <migration@itcilo.org> escribió:"),
    "thunderbird-en": ("en", "On 19/01/2026 10:15, ITCILO wrote:"),
    "thunderbird-fr": ("fr", "Le 19/01/2026 à 10:15, ITCILO a écrit :"),
    "thunderbird-es": ("es", "El 19/1/26 a las 10:15, ITCILO escribió:"),
    "roundcube-en": ("en", "On 2026-01-19 10:15, migration@itcilo.org wrote:"),
    "roundcube-fr": ("fr", "Le 2026-01-19 10:15, migration@itcilo.org a écrit :"),
    "roundcube-es": ("es", "El 2026-01-19 10:15, migration@itcilo.org escribió:"),
    "yahoo-en": (
        "en",
        "On Monday, January 19, 2026, 10:15:00 AM GMT+1, ITCILO <migration@itcilo.org> wrote:",
    ),
    "yahoo-fr": ("fr", "Le lundi 19 janvier 2026 à 10:15:00 UTC+1, ITCILO <migration@itcilo.org> a écrit :"),
    "yahoo-es": (
        "es",
        "El lunes, 19 de enero de 2026, 10:15:00 CET, ITCILO <migration@itcilo.org> escribió:",
    ),
    "old-gmail": ("es", "2026-01-19 10:15 GMT+01:00 ITCILO <migration@itcilo.org>:"),
    "italian": ("en", "Il giorno lun 19 gen 2026 alle ore 10:15 ITCILO <migration@itcilo.org> ha scritto:"),
}

BLOCKS = {
    "outlook-en": ("en", "From: ITCILO <migration@itcilo.org>\nSent: Monday, January 19, 2026 10:15 AM\n"
                   "To: Ana <ana@example.org>\nSubject: RE: Course"),
    "outlook-en-original": ("en", "-----Original Message-----\nFrom: ITCILO\nSent: Monday\nTo: Ana\nSubject: RE: Course"),
    "outlook-fr": ("fr", "De : ITCILO <migration@itcilo.org>\nEnvoyé : lundi 19 janvier 2026 10:15\n"
                   "À : Ana <ana@example.org>\nObjet : RE: Formation"),
    "outlook-fr-original": ("fr", "-----Message d'origine-----\nDe : ITCILO\nEnvoyé : lundi\nÀ : Ana\nObjet : Formation"),
    "outlook-es": ("es", "De: ITCILO <migration@itcilo.org>\nEnviado: lunes, 19 de enero de 2026 10:15\n"
                   "Para: Ana <ana@example.org>\nAsunto: RE: Curso"),
    "outlook-es-el": ("es", "________________________________\nDe: ITCILO\nEnviado el: lunes\nPara: Ana\nAsunto: Curso"),
    "outlook-web": ("en", "________________________________\nFrom: ITCILO\nSent: Monday\nTo: Ana\nSubject: Course"),
    "bold-labels": ("fr", "*De :* ITCILO\n*Envoyé :* lundi 19 janvier\n*À :* Ana\n*Objet :* Formation"),
    "italian": ("en", "Da: ITCILO <migration@itcilo.org>\nInviato: lunedì 19 gennaio 2026\nA: Ana\nOggetto: Corso"),
}  # fmt: skip


def plain(text: str, **headers: str) -> NewText:
    return new_text(read(mail(text, **headers)), WORDS)


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_answer_above_the_quote(name: str) -> None:
    language, line = ATTRIBUTIONS[name]
    new = plain(f"{QUESTION[language]}\n\n{line}\n\n{QUOTED}\n")
    assert new.text == QUESTION[language]
    if name != "italian":
        assert "OLD TEXT" in new.quoted


@pytest.mark.parametrize("name", [name for name in ATTRIBUTIONS if name != "italian"])
def test_answer_below_the_quote(name: str) -> None:
    language, line = ATTRIBUTIONS[name]
    assert plain(f"{line}\n{QUOTED}\n\n{QUESTION[language]}\n").text == QUESTION[language]


@pytest.mark.parametrize("name", [name for name in ATTRIBUTIONS if name != "italian"])
def test_answers_between_the_quotes(name: str) -> None:
    language, line = ATTRIBUTIONS[name]
    new = plain(
        f"{line}\n> When do you arrive?\nOn Monday, and {QUESTION[language]}\n> How many are you? OLD TEXT\nWe are two.\n"
    )
    assert QUESTION[language] in new.text
    assert "We are two." in new.text
    assert "OLD TEXT" not in new.text and "arrive?" not in new.text


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_header_lines(name: str) -> None:
    language, block = BLOCKS[name]
    assert plain(f"{QUESTION[language]}\n\n{block}\n\n{OLD}\n").text == QUESTION[language]


def test_unmarked_quote_below_an_attribution() -> None:
    line = ATTRIBUTIONS["yahoo-fr"][1]
    assert plain(f"{QUESTION['fr']}\n\n{line}\n\n{OLD}\n").text == QUESTION["fr"]


@pytest.mark.parametrize(
    "ending",
    [
        "-- \nAna Pérez\nMinistry of Labour\n+34 600 000 000",
        "Best regards,\nAna Pérez\nHead of the Academy Department",
        "Cordialement,\n\nAna Pérez\nDirection de la protection sociale",
        "Veuillez agréer, Madame, Monsieur, l'expression de mes salutations distinguées.\nAna Pérez",
        "Atentamente,\nAna Pérez\nAcademia de Protección Social",
        "Quedo a la espera de su respuesta.\nAna",
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Get Outlook for iOS",
        "Télécharger Outlook pour Android",
        "Obtener Outlook para Android",
        "Provenance : Courrier pour Windows",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "Ce message et ses pièces jointes peuvent contenir des informations confidentielles.",
        "Este mensaje y sus archivos adjuntos van dirigidos exclusivamente a su destinatario.",
        "Please consider the environment before printing this e-mail.",
    ],
)
def test_endings_are_set_aside(ending: str) -> None:
    assert plain(f"{QUESTION['en']}\n\n{ending}\n").text == QUESTION["en"]


@pytest.mark.parametrize(
    "text",
    [
        "What is the fee?\nThanks,\nalso, when does it start?",
        "Bonjour,\nMerci de m'envoyer les frais\nCordialement",
        "Hello,\n- what is the fee\n- when does it start\nBest regards",
        "What is the fee?\n\nBest regards,\nAna\n\nP.S. When does it start",
        "> is a sign I use\n\nWhat is the fee, and when does it start?",
        "Best way to pay the fee and when does it start",
    ],
)
def test_questions_near_endings_stay(text: str) -> None:
    new = plain(text).text
    assert any(word in new for word in ("start", "frais"))


def test_nothing_left_means_unstripped() -> None:
    assert plain("> What is the fee?\n> When does it start?").text.startswith("> What")
    assert plain("Thank you,\nEric").text == "Thank you,\nEric"


def test_top_banner_goes() -> None:
    banner = "CAUTION: This email originated from outside of the organisation. Do not click links."
    assert plain(f"{banner}\n\n{QUESTION['en']}").text == QUESTION["en"]


@pytest.mark.parametrize(
    ("remark", "separator", "labels"),
    [
        ("FYI", "---------- Forwarded message ---------", ("From", "Date", "Subject", "To")),
        (
            "Bonjour, pour suite à donner. Merci",
            "---------- Message transféré ---------",
            ("De", "Date", "Objet", "À"),
        ),
        (
            "Por favor responder. Gracias",
            "---------- Mensaje reenviado ---------",
            ("De", "Fecha", "Asunto", "Para"),
        ),
        ("", "Begin forwarded message:", ("From", "Subject", "Date", "To")),
        ("", "Début du message transféré :", ("De", "Objet", "Date", "À")),
    ],
)
def test_a_forward_that_asks_nothing_else(remark: str, separator: str, labels: tuple[str, ...]) -> None:
    head = "\n".join(f"{label}: something" for label in labels)
    new = plain(f"{remark}\n\n{separator}\n{head}\n\nHow high is the fee?\n", Subject="Fwd: Course")
    assert "How high is the fee?" in new.text
    assert new.forwarded


def test_a_forward_with_a_question_of_its_own() -> None:
    text = "Could you tell me whether this date is right?\n\n-----Forwarded message-----\nFrom: a\nTo: b\nDate: c\n\nOLD TEXT"
    new = plain(text, Subject="Fwd: Course")
    assert "OLD TEXT" not in new.text and not new.forwarded


HTML = {
    "gmail": '<div dir="ltr">{q}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon wrote:<br></div>'
    '<blockquote class="gmail_quote">OLD TEXT</blockquote></div>',
    "gmail-inline": '<div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div><blockquote class="gmail_quote">'
    'OLD TEXT</blockquote><div>{q}</div><blockquote class="gmail_quote">OLD TEXT again</blockquote></div>',
    "outlook-web": '<div>{q}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> x</div><div>OLD TEXT</div>',
    "outlook-nested": '<div><p>{q}</p><div><div><hr></div></div><div id="x_divRplyFwdMsg">De: x</div></div><p>OLD TEXT</p>',
    "outlook-word": '<div class="WordSection1"><p>{q}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;'
    'padding:3.0pt 0cm 0cm 0cm"><p><b>De :</b> x</p></div></div><p>OLD TEXT</p></div>',
    "apple": '<div>{q}</div><div><br><blockquote type="cite"><div>On 19 Jan wrote:</div>OLD TEXT</blockquote></div>',
    "thunderbird": '<p>{q}</p><div class="moz-cite-prefix">Le 19/01/2026 à 10:15, x a écrit :<br></div>'
    '<blockquote type="cite">OLD TEXT</blockquote>',
    "thunderbird-below": '<div class="moz-cite-prefix">El 19/01 escribió:</div><blockquote type="cite">OLD TEXT</blockquote><p>{q}</p>',
    "roundcube": '<div><p id="reply-intro">On 2026-01-19 10:15, x wrote:</p><blockquote type="cite">OLD TEXT</blockquote>'
    "<p>{q}</p></div>",
    "yahoo": '<div>{q}</div><div id="ydp1234abyahoo_quoted" class="ydp1234abyahoo_quoted">OLD TEXT</div>',
    "signature": '<p>{q}</p><div class="gmail_signature">OLD TEXT</div><blockquote type="cite">OLD TEXT</blockquote>',
}


@pytest.mark.parametrize("name", HTML)
def test_html_is_cut_by_its_marks(name: str) -> None:
    html = f"<html><body>{HTML[name].format(q=QUESTION['fr'])}</body></html>"
    new = new_text(read(mail("", html)), WORDS)
    assert new.text == QUESTION["fr"]


def test_a_bare_blockquote_is_formatting() -> None:
    html = f"<p>Dear all,</p><blockquote><p>{QUESTION['en']}</p></blockquote>"
    assert QUESTION["en"] in new_text(read(mail("", html)), WORDS).text


def test_hidden_html_is_not_read() -> None:
    html = '<div style="display:none">What is the fee?</div><p>Hello there</p><style>p{}</style>'
    assert new_text(read(mail("", html)), WORDS).text == "Hello there"


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000_000,
        ">\n" * 1_000_000,
        "> " * 2_000_000,
        "On " * 300_000,
        "On x\n" * 200_000,
        "From: a\n" * 100_000,
        "Le 1 a écrit\n" * 80_000,
        "-" * 1_000_000,
        "\n" * 1_000_000,
        "Disclaimer: " * 80_000,
        "paid " * 200_000,
        "<" * 500_000,
    ],
)
def test_bombs_take_no_time(text: str) -> None:
    raw = b"From: a@example.org\r\nTo: migration@itcilo.org\r\n\r\n" + text.encode()
    start = time.perf_counter()
    new_text(read(raw), WORDS)
    assert time.perf_counter() - start < 8
