"""Whom the note names for questions: mail, website, telephone, person, postal address."""

from __future__ import annotations

import re

from bot.importing.finding import person
from bot.importing.finding.person import STREET
from bot.importing.found import Finding, Found, gathered, one
from bot.importing.links import LinkMention
from bot.importing.passages import Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_PHONE = re.compile(r"(?<![\w/])\+?\(?\d[\d\s().\-/]{6,18}\d(?!\w)")
_POSTCODE = re.compile(r"\b\d{4,5}\s+[A-ZÀ-Ý]\w+")


def find(sheet: Sheet) -> Finding:
    """All that stands in the note of a contact."""
    return {
        "contact.email": _email(sheet),
        "contact.website": _website(sheet),
        "contact.phone": _phone(sheet),
        "contact.person": person.find(sheet),
        "contact.address": _address(sheet),
    }


def _ranked(sheet: Sheet, kind: str) -> list[LinkMention]:
    """Addresses of a kind, those of the contact section first, then by order; other courses' are left out."""
    order = {"contact": 0, "aside": 2}
    found = [link for link in sheet.links if link.kind == kind and link.passage.section != "related"]
    return sorted(found, key=lambda link: (order.get(link.passage.section, 1), link.passage.number))


def _email(sheet: Sheet) -> Found:
    links = _ranked(sheet, "mail")
    if not links:
        return Found()
    own = [link for link in links if link.passage.section == links[0].passage.section]
    plain = [
        link
        for link in own
        if not re.search(r"tech|support|helpdesk|privacy|webmaster|no-?reply|visa|finance|billing", link.target)
    ]
    first = (plain or own)[0]
    others = sorted({link.target for link in plain if link.target.lower() != first.target.lower()})
    doubts = [f"the note also gives {', '.join(others)}"] if others else []
    same = [link for link in links if link.target.lower() == first.target.lower()]
    for link in same:
        sheet.use(link.passage, link, "contact.email")
    return gathered([(first.target, link.passage) for link in same[:1]], doubts)


def _website(sheet: Sheet) -> Found:
    """The site the contact section names, or one with the word for it; never the application link."""
    for link in _ranked(sheet, "web"):
        if sheet.use_of(link.passage, link) or sheet.words.has("social_media", link.target.lower()):
            continue
        if sheet.words.has("website", flat(link.text)) and link.is_home and not link.text.startswith("http"):
            sheet.use(link.passage, link, "contact.website")
            return one(link.target.rstrip("/"), link.passage)
        before = link.passage.flat[max(0, link.start - 25) : max(0, link.start)]
        label = flat(link.passage.block.cells[0]) if link.passage.block.cells else ""
        named = sheet.words.has("website", f"{before} {label}")
        if named or (link.is_home and link.passage.section in ("contact", "aside", "")):
            sheet.use(link.passage, link, "contact.website")
            return one(link.target.rstrip("/"), link.passage)
    return Found()


def _phone(sheet: Sheet) -> Found:
    for link in _ranked(sheet, "phone"):
        sheet.use(link.passage, link, "contact.phone")
        return one(link.text.strip() or link.target, link.passage)
    for passage in [*sheet.within(("contact",)), *sheet.body, *sheet.within(("aside",))]:
        for hit in sheet.words.hits(("phone", "fax"), passage.flat):
            match = _PHONE.search(passage.text, hit.end)
            if hit.name == "phone" and match and match.start() - hit.end < 12:
                return one(match.group().strip(), passage)
        if passage.section == "contact":
            match = re.search(r"(?<!\w)\+\d[\d\s().-]{7,18}\d", passage.text)
            if match and not sheet.words.has("fax", passage.flat[: match.start()]):
                return one(match.group().strip(), passage)
    return Found()


def _address(sheet: Sheet) -> Found:
    """The lines around the street and the post code, with the organization above them."""
    lines = [p for p in sheet.within(("contact",)) if p.block.kind != "heading"]
    at = [position for position, p in enumerate(lines) if STREET.search(p.text) or _POSTCODE.search(p.text)]
    if not at:
        return Found()
    first, last = at[0], at[-1] if at[-1] - at[0] <= 3 else at[0]
    while first > 0 and _is_organisation(sheet, lines[first - 1]) and last - first < 5:
        first -= 1
    text = ", ".join(_without_contacts(p.text) for p in lines[first : last + 1])
    return one(re.sub(r"\s*,[\s,]*", ", ", text).strip(" ,"), lines[at[0]])


def _is_organisation(sheet: Sheet, passage: Passage) -> bool:
    named = sheet.words.has("organisation", passage.flat) and len(passage.text.split()) > 2
    return (
        named
        and not re.search(r"@|www\.|\d{4}|:$", passage.text)
        and not person.TITLED.search(passage.text)
        and len(passage.text) < 90
    )


def _without_contacts(text: str) -> str:
    text = re.split(r"\s*(?:\S+@|www\.|https?:|\b(?:Tel|Tél|Phone|Fax|E-?mail)\b)", text)[0]
    return text.replace(" | ", ", ").strip(" ,;|")
