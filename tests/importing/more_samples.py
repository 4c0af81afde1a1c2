# ruff: noqa: E501  (saved pages have long lines)
"""More notes of courses that do not exist: labels, tables with a head, other editions, fees told in prose."""

from __future__ import annotations

from tests.importing.printing import pdf, word
from tests.importing.samples import Sample, period


def fees_in_prose() -> bytes:
    return b"""INTERNATIONAL TRAINING CENTRE OF THE ILO

Fair Recruitment Master Class

Course description
The Master Class on Fair Recruitment will be held face-to-face in Turin, Italy, from Monday 8 June to Friday 19 June 2026. It will be delivered in English with simultaneous interpretation into French and Spanish. In 2022 the ILO counted 169 million migrant workers.

Target group
Government officials, private employment agencies and trade unions.

Learning objectives
By the end participants will:
 * map recruitment costs
 * draft a code of conduct

Programme
Week 1: Legal frameworks
Week 2: Business models

Application procedure
Applicants must complete the online form at https://oarf2.itcilo.org/MIN/A9720345/en no later than 24 April 2026. Candidates will be notified of the outcome by 8 May 2026. Applications for the limited number of fellowships must be received by 31 March 2026.

Participation fee
The total participation fee is EUR 3,290, comprising tuition fees (EUR 2,150) and subsistence costs (EUR 1,140). The subsistence covers full board accommodation on campus.
Fees must be paid by 22 May 2026.

For further information
Labour Migration Programme
E-mail: migration@itcilo.org
Phone: +39 011 693 6111
Code: A9720345
"""


def other_editions_and_courses() -> bytes:
    return """<!doctype html><html><head><title>E-learning: Gender and Migration - ITCILO</title></head><body><div class="menu"><ul><li><a href="/">Home</a></li><li><a href="/courses">Courses</a></li></ul></div>
<div class="hero"><span>E-learning</span><h1>Gender and Labour Migration</h1><div>4 May–12 June 2026</div><div>The course is available in English, Español, Português</div><a class="btn" href="https://oarf2.itcilo.org/DST/A9720777/en">Apply now</a><div>Application deadline: 17 April 2026</div></div>
<div><h3>Price</h3><div>€ 1,145</div></div><div><h3>Code</h3><div>A9720777</div></div>
<h2>Introduction to the course</h2><p>Women make up nearly half of the 281 million migrants (UN DESA, 2020). The previous edition of this course was held from 6 May to 14 June 2025.</p>
<h2>How?</h2><p>The course lasts six weeks and requires about 60 hours of study, i.e. 10 hours a week. It is composed of 4 modules plus a final assignment due on 19 June 2026.</p>
<h2>Who attends this course?</h2><p>Officials, researchers and activists.</p>
<h2>What will I be required to do?</h2><ul><li>Working knowledge of English, Spanish or Portuguese</li><li>Access to a computer with internet</li></ul>
<h2>Prove your skills with a Diploma</h2><p>This course qualifies for the Diploma for Labour Migration Experts and Practitioners.</p>
<h2>You might also like</h2><div>Academy on Migration, 6–17 July 2026, €2,500</div>
<footer><a href="https://www.itcilo.org">www.itcilo.org</a> <a href="mailto:info@itcilo.org">info@itcilo.org</a> <a href="https://facebook.com/itcilo">Facebook</a></footer></body></html>""".encode()


def facts_in_a_table() -> bytes:
    return b"""<html><head><title>Negotiating BLAs</title></head><body><table><tr><td><h1>Negotiating Bilateral Labour Agreements</h1>
<p><b>Blended learning</b></p>
<p>Online phase: 11 January to 5 February 2027<br>Turin residential workshop: 15-19 February 2027<br>Online coaching: 22 February - 5 March 2027</p></td></tr></table>
<h2>At a glance</h2><table><tr><th>Dates</th><td>11 January - 12 March 2027</td></tr><tr><th>Language</th><td>English / French</td></tr><tr><th>Tuition</th><td>EUR 1,800</td></tr><tr><th>Subsistence</th><td>EUR 700</td></tr><tr><th>Total cost</th><td>EUR 2,600</td></tr><tr><th>Apply by</th><td>Friday, 4 December 2026</td></tr></table>
<h2>Structure</h2><p>The course has three phases. It comprises 3 blocks.</p><p>Block 1: Preparing</p><p>Block 2: Negotiating</p><p>Block 3: Monitoring</p>
<h2>Language requirements</h2><p>The course is offered in English only.</p>
<h2>How to apply</h2><p>Click <a href="https://example.org/en/register/bla">here</a> before 11 December 2026.</p></body></html>"""


def title_page_and_broken_link() -> bytes:
    return pdf(
        [
            ("line", "International Training Centre"),
            ("h1", "Managing Seasonal Labour Migration Schemes in Agriculture and Tourism"),
            ("line", "Blended course"),
            ("line", "6 April - 15 May 2026"),
            ("line", "Online: 6 - 30 April 2026"),
            ("line", "Face-to-face (Turin, Italy): 4 - 8 May 2026"),
            ("line", "Online: 11 - 15 May 2026"),
            ("page",),
            ("h2", "INTRODUCTION"),
            (
                "p",
                "Seasonal schemes employ 1.2 million people. Since the Seasonal Workers Directive of 2014, countries have revised their rules; remittances reached $626 billion in 2022.",
            ),
            ("h2", "WHO SHOULD ATTEND?"),
            ("li", "Policy makers", "Employers", "Unions"),
            ("h2", "CONTENT"),
            ("p", "The course covers eight thematic units and more than 12 optional modules."),
            ("h2", "WORKLOAD"),
            (
                "p",
                "Participants are expected to invest from 6 to 8 hours a week during the online phases, for a total workload of 60 hours over six weeks.",
            ),
            ("h2", "LANGUAGE"),
            ("p", "English and Arabic"),
            ("h2", "COSTS"),
            ("p", "The cost of participation is 2.980 EUR: 2.000 EUR for tuition and 980 EUR for subsistence."),
            ("p", "Payment in two instalments is possible; the first instalment of 1.000 EUR is due by 20 March 2026."),
            ("h2", "HOW TO APPLY"),
            ("p", "Please register before Friday 6 March 2026:"),
            ("p", "https://oarf2.itcilo.org/STF/\nA9721000/en"),
            ("h2", "WITHDRAWAL AND REFUNDS"),
            (
                "li",
                "14 days or more before the start date: 100% refund less bank charges",
                "8 to 13 days before the start date: 50% penalty",
                "7 days or less: 100% penalty",
            ),
            ("h2", "INFO"),
            ("line", "International Training Centre of the ILO"),
            ("line", "Viale Maestri del Lavoro, 10"),
            ("line", "10127 Turin - Italy"),
            ("line", "Mr John Okello, Activity Manager"),
            ("line", "seasonal@itcilo.org | www.itcilo.org"),
            ("line", "COURSE CODE A9721000"),
        ],
        running="Managing Seasonal Labour Migration Schemes",
    )


def markdown_table() -> bytes:
    return """# Diplomado: Migración y desarrollo local

**Modalidad:** semipresencial
**Fechas:** 14 de septiembre de 2026 – 22 de enero de 2027
**Idioma:** español
**Carga horaria:** 120 horas (8 horas semanales)
**Cuota de participación:** 1.150 € (mil ciento cincuenta euros)
**Plazo de inscripción:** hasta el viernes 21 de agosto de 2026

## Fases

| Fase | Inicio | Fin | Modalidad |
|---|---|---|---|
| Fase virtual I | 14/09/2026 | 30/10/2026 | En línea |
| Semana presencial en Lima | 09/11/2026 | 13/11/2026 | Presencial |
| Fase virtual II | 16/11/2026 | 22/01/2027 | En línea |

## Contenido

1. Desarrollo territorial
2. Remesas
3. Retorno
4. Diáspora

## Criterios de selección

- Tres años de experiencia
- Carta de motivación

## Inscripción

[Formulario de inscripción](https://forms.example.org/diplomado-2026)

## Contacto

Correo: diplomado@example.org · Tel.: +51 1 555 0199 · [www.example.org](https://www.example.org)
""".encode()


def rows_with_two_deadlines() -> bytes:
    return word(
        [
            ("h1", "Labour Migration Data Lab"),
            (
                "table",
                ("Dates:", "17 – 28 May 2027"),
                ("Venue:", "ITCILO Campus, Turin, Italy"),
                ("Language:", "English and French, with interpretation"),
                ("Course fee:", "€2,450 (tuition €1,500, accommodation €950)"),
                ("Registration deadline:", "2 April 2027"),
                ("Contact:", "datalab@example.org"),
            ),
            ("h2", "Background"),
            ("p", "The Lab was first held in 2019 and has since trained 500 people."),
            ("h2", "Programme"),
            (
                "table",
                ("Day", "Topic", "Trainer"),
                ("17 May", "Opening and data sources", "A. Rossi"),
                ("18 May", "Surveys", "B. Diallo"),
                ("28 May", "Closing", "C. Lopez"),
            ),
            ("h2", "How to apply"),
            (
                "p",
                "Complete the application at https://oarf2.itcilo.org/CST/A9721555/en. The deadline for registration is 9 April 2027.",
            ),
            ("h2", "Accommodation"),
            ("p", "Single rooms on campus cost €65 per night for additional days. A deposit of €100 may be asked."),
        ]
    )


MORE_SAMPLES = (
    Sample(
        "fees-in-prose.txt",
        fees_in_prose,
        {
            "dates": [period("2026-06-08", "2026-06-19")],
            "deadline": ["2026-04-24"],
            "fee.total": ["3290 EUR"],
            "fee.parts": [["2150 EUR", "1140 EUR"]],
            "language.languages": [["en"]],
            "format.mode": ["in_person"],
            "contact.phone": ["+39 011 693 6111"],
        },
    ),
    Sample(
        "other-editions.html",
        other_editions_and_courses,
        {
            "dates": [period("2026-05-04", "2026-06-12")],
            "phases": [],
            "deadline": ["2026-04-17"],
            "fee.total": ["1145 EUR"],
            "language.languages": [["en", "es", "pt"]],
            "workload.hours": [60],
            "workload.weekly": [{"min": 10, "max": 10}],
            "content.module_count": [4],
            "certificate.diplomas": [["labour-migration-experts"]],
        },
    ),
    Sample(
        "facts-in-a-table.html",
        facts_in_a_table,
        {
            "dates": [period("2027-01-11", "2027-03-12")],
            "deadline": ["2026-12-04", "2026-12-11"],
            "fee.total": ["2600 EUR", "2500 EUR"],
            "language.languages": [["en"], ["en", "fr"]],
            "format.mode": ["blended"],
            "content.module_count": [3],
            "apply.link": ["https://example.org/en/register/bla"],
        },
    ),
    Sample(
        "title-page.pdf",
        title_page_and_broken_link,
        {
            "title": ["Managing Seasonal Labour Migration Schemes in Agriculture and Tourism"],
            "dates": [period("2026-04-06", "2026-05-15")],
            "deadline": ["2026-03-06"],
            "apply.link": ["https://oarf2.itcilo.org/STF/A9721000/en"],
            "fee.total": ["2980 EUR"],
            "fee.parts": [["2000 EUR", "980 EUR"]],
            "workload.weekly": [{"min": 6, "max": 8}],
            "content.module_count": [8],
            "content.elective_count": [("more_than", 12)],
            "refunds.rules": ["open-courses"],
            "contact.person": ["Mr John Okello, Activity Manager"],
        },
    ),
    Sample(
        "markdown.txt",
        markdown_table,
        {
            "dates": [period("2026-09-14", "2027-01-22")],
            "phases": [
                [
                    ("2026-09-14", "2026-10-30", "online"),
                    ("2026-11-09", "2026-11-13", "in_person"),
                    ("2026-11-16", "2027-01-22", "online"),
                ]
            ],
            "deadline": ["2026-08-21"],
            "fee.total": ["1150 EUR"],
            "workload.hours": [120],
            "workload.weekly": [{"min": 8, "max": 8}],
            "apply.link": ["https://forms.example.org/diplomado-2026"],
        },
    ),
    Sample(
        "two-deadlines.docx",
        rows_with_two_deadlines,
        {
            "dates": [period("2027-05-17", "2027-05-28")],
            "deadline": ["2027-04-02", "2027-04-09"],
            "fee.total": ["2450 EUR"],
            "fee.parts": [["1500 EUR", "950 EUR"]],
            "language.languages": [["en", "fr"]],
            "format.mode": ["in_person"],
            "code": ["A9721555"],
        },
    ),
)
