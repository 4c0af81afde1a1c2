# ruff: noqa: E501  (saved pages have long lines)
"""Notes of courses that do not exist, in several layouts, formats and languages, with what each states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.importing.printing import pdf, word


@dataclass(frozen=True)
class Sample:
    """A note and the values of its fields: one, several where it contradicts itself, none where it is silent."""

    name: str
    make: Callable[[], bytes]
    values: dict[str, list[Any]]


def period(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end}


def two_columns() -> bytes:
    left = [
        ("h2", "Who should attend"),
        ("p", "Harbour pilots, port inspectors and union delegates who deal with crews of foreign vessels every day."),
        (
            "li",
            "Inspectors of port state control",
            "Delegates of seafarers' unions",
            "Welfare officers of harbour missions",
        ),
        ("h2", "Language"),
        (
            "p",
            "The course is held in English. Interpretation into Portuguese is possible for groups of ten or more people.",
        ),
    ]
    right = [
        ("h2", "What will I learn?"),
        ("p", "The programme is divided into five modules that build on each other and can be repeated at any moment."),
        ("li", "Module 1: Crews and contracts", "Module 2: Wages on board", "Module 3: Repatriation",
         "Module 4: Inspections", "Module 5: Complaints on shore"),
        ("h2", "Duration"),
        ("p", "7 weeks, 70 hours. Plan for 8 to 12 hours per week."),
    ]  # fmt: skip
    return pdf(
        [
            ("h1", "Decent Work for Seafarers"),
            ("line", "Information note"),
            ("line", "7 September – 23 October 2026"),
            ("line", "Online"),
            ("p", "Course code: A9719876"),
            ("columns", left, right),
            ("page",),
            ("h2", "Costs"),
            ("table", ("Tuition fee", "USD 1,850"), ("Learning material", "USD 150"), ("Total", "USD 2,000")),
            (
                "p",
                "The fee is payable by the participant or an employer before the start of the course, by bank transfer.",
            ),
            ("h2", "How to register"),
            ("p", "Fill in the form on our site. Selection criteria:"),
            ("li", "at least two years of experience in a port", "a letter of the employer"),
            ("link", "Register here", "https://apply.example.org/seafarers-2026/form"),
            ("p", "The closing date is 14 August 2026. Selected candidates will be informed by 21 August 2026."),
            ("h2", "Assessment and certificate"),
            ("p", "A Certificate of Participation is given to all who reach a passing grade of 65 out of 100."),
            ("h2", "Contact"),
            ("line", "Ms. Ada Ferrant, Course Coordinator"),
            ("line", "ports@example.org"),
            ("line", "www.example.org"),
            ("line", "Tel. +39 011 555 0101"),
        ],
        running="Decent Work for Seafarers | A9719876",
    )


def french_table() -> bytes:
    return word(
        [
            ("h1", "Inspection du travail et agriculture saisonnière"),
            ("p", "Formation en ligne"),
            ("h2", "Informations pratiques"),
            ("table", ("Dates", "du 3 au 28 mai 2027"), ("Durée", "4 semaines, 48 heures"), ("Langue", "français"),
             ("Date limite d'inscription", "16 avril 2027"), ("Frais de participation", "1 200 euros"),
             ("Code du cours", "A9720011")),
            ("h2", "À qui s'adresse cette formation ?"),
            ("li", "Inspecteurs du travail", "Responsables de syndicats agricoles"),
            ("h2", "Contenu"),
            ("p", "La formation comprend quatre modules :"),
            ("li", "Module 1 : Les saisons et les contrats", "Module 2 : Le logement", "Module 3 : La santé au travail",
             "Module 4 : Les plaintes"),
            ("h2", "Déroulement"),
            ("p", "Il faut compter entre 10 et 12 heures par semaine. Toutes les séances en direct sont enregistrées."),
            ("h2", "Évaluation et certificat"),
            ("p", "Pour obtenir le certificat de réussite, la note minimale est de 12/20."),
            ("h2", "Comment s'inscrire ?"),
            ("link", "Formulaire d'inscription", "https://inscription.example.org/agri-2027"),
            ("h2", "Contact"),
            ("p", "agri@example.org – Tél. : +33 1 55 00 12 34"),
        ],
        running="Note d'information",
    )  # fmt: skip


def spanish_page() -> bytes:
    return """<!DOCTYPE html><html lang="es"><head><title>Contratación equitativa en la pesca | Cursos</title>
<meta charset="utf-8"><style>p{}</style></head><body>
<nav><a href="https://www.example.org/cursos">Cursos</a> <a href="/fr">Français</a></nav>
<header><h1>Contratación equitativa en la pesca</h1><p>Del 5 al 30 de abril de 2027</p><p>El curso está disponible en Español, Inglés</p></header>
<main><h2>Presentación</h2><p>En 2021 había más de 120.000 pescadores migrantes. Este curso semipresencial explica cómo se contratan.</p>
<h2>Fechas</h2><dl><dt>Fase en línea</dt><dd>del 5 al 18 de abril de 2027</dd><dt>Fase presencial en Turín</dt><dd>del 19 al 30 de abril de 2027</dd></dl>
<h2>¿A quién va dirigido?</h2><ul><li>Armadores</li><li>Sindicatos de pescadores</li></ul>
<h2>Inscripción</h2><p>Para inscribirse, rellene <a href="https://oarf9.example.org/pesca/A9720500/es">este formulario</a> a más tardar el 26 de febrero de 2027.</p>
<p>Plazo para pedir una beca: 15 de enero de 2027.</p>
<h2>Costo y forma de pago</h2><p>El costo de participación es de 2.350,50 € y debe pagarse por adelantado mediante transferencia bancaria.</p>
<ul><li>Matrícula: 1.600,50 €</li><li>Alojamiento y comidas: 750 €</li></ul>
<h2>Evaluación</h2><p>Se necesita una puntuación mínima de 70 % para obtener el certificado de aprovechamiento.</p></main>
<aside><h2>Otros cursos</h2><p>Minería artesanal, 1–12 de junio de 2027, 900 €</p></aside>
<footer><p>© 2026 Centro. Escriba a pesca@example.org</p></footer></body></html>""".encode()


def labels_over_new_year() -> bytes:
    return b"""COURSE TITLE: Skills Recognition for Returning Workers
COURSE CODE: XB-2041
FORMAT: Online
DATES: 30 November 2026 - 22 January 2027
DEADLINE: 6 November
LANGUAGES: English, Arabic
DURATION: eight weeks (80 hours)
FEE: CHF 1'450.-
APPLICATION: https://example.org/apply?course=XB-2041

OVERVIEW
The course, first run in 2018, brings together 40 countries. It was revised after the conference of 12 May 2024.
It is built around six blocks and offers 10 elective courses, of which participants choose three.

ASSESSMENT
4 weekly quizzes worth 15 points each (60 points) and a final project worth 40 points.
The pass mark is 60/100.

CONTACT
skills@example.org
"""


def contradictions() -> bytes:
    return """<html><head><title>Labour Statistics Made Simple</title></head><body>
<h1>Labour Statistics Made Simple</h1><p>1–26 March 2027</p><p>The course is available in English and French</p>
<h2>How?</h2><p>The course is completed online over a period of five weeks from 1 March to 2 April 2027, for a total of 50 learning hours.</p>
<p>It consists of four modules:</p><ul><li>Module 1: Counting</li><li>Module 2: Asking</li><li>Module 3: Showing</li></ul>
<h2>Duration</h2><p>4 weeks</p>
<h2>Language requirements</h2><p>The course will be offered in English.</p>
<h2>How to apply?</h2><p>Register at <a href="https://forms.example.org/stat">this page</a> by 5 February 2027.</p>
<h2>Costs and payment</h2><p>The cost of participation is €950.</p><p>The deadline for applications is 12 February 2027.</p>
<h2>Summary</h2><p>The course fee of EUR 990 is payable in advance by the participant.</p></body></html>""".encode()


def phases_in_a_table() -> bytes:
    return word(
        [
            ("h1", "Trade Unions and Migrant Workers' Voice"),
            ("p", "Blended course"),
            ("h2", "Course phases"),
            ("table", ("Phase", "Dates", "Where"), ("Preparation", "March 1-12, 2027", "Online"),
             ("Residential week", "March 15-19, 2027", "Turin, Italy"), ("Follow-up project", "March 22 - April 9, 2027", "Online")),
            ("h2", "When"),
            ("p", "The course runs from March 1 to April 9, 2027. Payment is due by February 19, 2027."),
            ("h2", "Application deadline"),
            ("p", "January 29, 2027"),
            ("h2", "Fees"),
            ("p", "Tuition: £1,100"),
            ("p", "Accommodation and meals: £650"),
            ("p", "Total: £1,750"),
            ("p", "Early bird discount: £100 until December 18, 2026."),
            ("h2", "Languages"),
            ("li", "English", "Spanish"),
            ("h2", "Cancellation"),
            ("li", "14 days or more before the start: no penalty", "8 to 13 days before the start: penalty of 50%",
             "7 days or less before the start: penalty of 100%"),
            ("bold", "Apply online"),
            ("link", "https://example.org/register/voice", "https://example.org/register/voice"),
        ]
    )  # fmt: skip


def french_page() -> bytes:
    return pdf(
        [
            ("line", "CENTRE DE FORMATION"),
            ("line", "FORMATION HYBRIDE"),
            ("h1", "Dialogue social et migration de retour"),
            ("line", "15 février – 19 mars 2027"),
            ("line", "En ligne : 15 février – 5 mars 2027"),
            ("line", "En présentiel à Turin : 8 – 19 mars 2027"),
            ("h2", "PRÉSENTATION"),
            ("p", "Depuis 2015, plus de 2 millions de personnes sont rentrées. La convention de 1975 reste peu connue. Cette "
             "formation propose une lecture commune aux ministères et aux partenaires sociaux."),
            ("h2", "FRAIS ET PAIEMENT"),
            ("p", "Le coût de la participation s'élève à €1.955,50 et comprend les frais de formation et l'hébergement."),
            ("h2", "INSCRIPTION"),
            ("p", "Les candidatures sont à déposer avant le 8 janvier 2027 sur https://example.org/inscription/dialogue."),
            ("h2", "LANGUES"),
            ("p", "La formation est dispensée en français et en anglais, avec interprétation simultanée vers l'arabe."),
            ("h2", "RENSEIGNEMENTS"),
            ("p", "M. Paul Ardent, coordinateur – dialogue@example.org"),
        ]
    )  # fmt: skip


def wrapped_spanish() -> bytes:
    return """                         NOTA INFORMATIVA

        Seguridad social para trabajadores de plataformas

               del 28 de septiembre al 6 de noviembre de 2026

OBJETIVOS

Al terminar el curso en línea las personas participantes podrán comparar
sistemas de tres regiones y calcular cotizaciones.

CARGA DE TRABAJO

El curso tiene una duración total de seis semanas y 54 horas. Se
recomiendan de 8 a 10 horas semanales de estudio.

IDIOMA

El curso se impartirá en español.

PLAZO DE INSCRIPCIÓN

Las solicitudes se reciben hasta el 4 de septiembre de 2026.

COSTO

980 dólares estadounidenses. Incluye el material.

CÓMO INSCRIBIRSE

Mediante el formulario en línea:
https://formularios.example.org/plataformas

CONTACTO

plataformas@example.org
""".encode()


SAMPLES = (
    Sample(
        "two-columns.pdf",
        two_columns,
        {
            "title": ["Decent Work for Seafarers"],
            "code": ["A9719876"],
            "dates": [period("2026-09-07", "2026-10-23")],
            "deadline": ["2026-08-14"],
            "apply.link": ["https://apply.example.org/seafarers-2026/form"],
            "fee.total": ["2000 USD"],
            "fee.parts": [["1850 USD", "150 USD"]],
            "language.languages": [["en"]],
            "format.mode": ["online"],
            "workload.weeks": [7],
            "workload.hours": [70],
            "workload.weekly": [{"min": 8, "max": 12}],
            "content.module_count": [5],
            "certificate.passing": [{"points": 65, "of": 100}],
            "contact.email": ["ports@example.org"],
            "contact.website": ["https://www.example.org"],
            "contact.phone": ["+39 011 555 0101"],
            "refunds.rules": [],
        },
    ),
    Sample(
        "french-table.docx",
        french_table,
        {
            "title": ["Inspection du travail et agriculture saisonnière"],
            "code": ["A9720011"],
            "dates": [period("2027-05-03", "2027-05-28")],
            "deadline": ["2027-04-16"],
            "apply.link": ["https://inscription.example.org/agri-2027"],
            "fee.total": ["1200 EUR"],
            "fee.parts": [],
            "language.languages": [["fr"]],
            "format.mode": ["online"],
            "workload.weeks": [4],
            "workload.hours": [48],
            "workload.weekly": [{"min": 10, "max": 12}],
            "content.module_count": [4],
            "certificate.passing": [{"points": 12, "of": 20}],
            "contact.email": ["agri@example.org"],
            "contact.website": [],
            "contact.phone": ["+33 1 55 00 12 34"],
        },
    ),
    Sample(
        "spanish-page.html",
        spanish_page,
        {
            "title": ["Contratación equitativa en la pesca"],
            "dates": [period("2027-04-05", "2027-04-30")],
            "deadline": ["2027-02-26"],
            "apply.link": ["https://oarf9.example.org/pesca/A9720500/es"],
            "fee.total": ["2350.50 EUR"],
            "fee.parts": [["1600.50 EUR", "750 EUR"]],
            "language.languages": [["en", "es"]],
            "format.mode": ["blended"],
            "certificate.passing": [{"points": 70, "of": 100}],
            "contact.email": ["pesca@example.org"],
            "workload.weeks": [],
        },
    ),
    Sample(
        "labels.txt",
        labels_over_new_year,
        {
            "title": ["Skills Recognition for Returning Workers"],
            "code": ["XB-2041"],
            "dates": [period("2026-11-30", "2027-01-22")],
            "deadline": ["2026-11-06"],
            "apply.link": ["https://example.org/apply?course=XB-2041"],
            "fee.total": ["1450 CHF"],
            "language.languages": [["ar", "en"]],
            "format.mode": ["online"],
            "workload.weeks": [8],
            "workload.hours": [80],
            "content.module_count": [6],
            "content.elective_count": [("exactly", 10)],
            "certificate.passing": [{"points": 60, "of": 100}],
            "certificate.points": [[(4, 15, 60), (1, 40, 40)]],
            "contact.email": ["skills@example.org"],
        },
    ),
    Sample(
        "contradictions.html",
        contradictions,
        {
            "dates": [period("2027-03-01", "2027-03-26"), period("2027-03-01", "2027-04-02")],
            "deadline": ["2027-02-05", "2027-02-12"],
            "fee.total": ["950 EUR", "990 EUR"],
            "language.languages": [["en"], ["en", "fr"]],
            "workload.weeks": [4, 5],
            "workload.hours": [50],
            "content.module_count": [3, 4],
            "apply.link": ["https://forms.example.org/stat"],
            "format.mode": ["online"],
        },
    ),
    Sample(
        "phases.docx",
        phases_in_a_table,
        {
            "dates": [period("2027-03-01", "2027-04-09")],
            "phases": [[("2027-03-01", "2027-03-12", "online"), ("2027-03-15", "2027-03-19", "in_person"),
                        ("2027-03-22", "2027-04-09", "online")]],
            "deadline": ["2027-01-29"],
            "fee.total": ["1750 GBP"],
            "fee.parts": [["1100 GBP", "650 GBP"]],
            "language.languages": [["en", "es"]],
            "format.mode": ["blended"],
            "refunds.rules": ["open-courses"],
            "apply.link": ["https://example.org/register/voice"],
            "code": [],
        },
    ),
    Sample(
        "french-caps.pdf",
        french_page,
        {
            "title": ["Dialogue social et migration de retour"],
            "dates": [period("2027-02-15", "2027-03-19")],
            "phases": [[("2027-02-15", "2027-03-05", "online"), ("2027-03-08", "2027-03-19", "in_person")]],
            "deadline": ["2027-01-08"],
            "fee.total": ["1955.50 EUR"],
            "language.languages": [["en", "fr"]],
            "format.mode": ["blended"],
            "apply.link": ["https://example.org/inscription/dialogue"],
            "contact.email": ["dialogue@example.org"],
        },
    ),
    Sample(
        "wrapped-spanish.txt",
        wrapped_spanish,
        {
            "title": ["Seguridad social para trabajadores de plataformas"],
            "dates": [period("2026-09-28", "2026-11-06")],
            "deadline": ["2026-09-04"],
            "fee.total": ["980 USD"],
            "language.languages": [["es"]],
            "format.mode": ["online"],
            "workload.weeks": [6],
            "workload.hours": [54],
            "workload.weekly": [{"min": 8, "max": 10}],
            "apply.link": ["https://formularios.example.org/plataformas"],
            "contact.email": ["plataformas@example.org"],
        },
    ),
)  # fmt: skip
