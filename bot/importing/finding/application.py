"""How one applies: the deadline, the link, the code of the course."""

from __future__ import annotations

import re
from datetime import date

from bot.importing.finding.dated import Dated
from bot.importing.found import Finding, Found, gathered, one
from bot.importing.links import LinkMention
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_ITCILO_CODE = re.compile(r"(?<![A-Z0-9])[A-Z]\d{6,8}(?![A-Z0-9])")
_CODE = re.compile(r"(?<!\w)(?=[A-Z0-9/_.-]*\d)[A-Z0-9][A-Z0-9/_.-]{3,19}(?!\w)")
_WAYS = re.compile(
    r"oarf|apply|application|regist|enrol|inscri|candidat|postul|signup|sign-up|forms?(?:[./]|$)|formul|solicitud", re.I
)
_ADDRESS = re.compile(r"\s*:?\s*<?https?://[^\s>]+?(?: [^\s>]+/[^\s>]+?)?>?(?=[.,;:]?(?:\s|$))")
"""An address in a sentence, with the colon that opens it: the sentence goes on behind it."""
_LANGUAGE_END = re.compile(r"/(?:en|fr|es|pt|ar|ru|zh|it|de)/?$")


def find(sheet: Sheet, dated: list[Dated]) -> Finding:
    """Deadline, application link, how to apply, code."""
    link = _link(sheet)
    return {
        "deadline": _deadline(sheet, dated),
        "apply.link": link,
        "apply.how": _how(sheet),
        "code": _code(sheet, link),
    }


def _deadline(sheet: Sheet, dated: list[Dated]) -> Found:
    found: list[tuple[str, Passage]] = []
    doubts: list[str] = []
    for item in dated:
        if item.role != "deadline":
            continue
        day = _before_start(item, sheet.start)
        found.append((day.isoformat(), item.passage))
        sheet.use(item.passage, item.mention, "deadline")
        last = item.mention.last or item.mention.first
        if last and last.year is None:
            doubts.append(f"“{item.mention.text}” is printed without a year; {day.year} is taken")
        if item.mention.doubtful:
            doubts.append(f"“{item.mention.text}” is read as day/month/year; it could be month/day")
        if item.mention.weekday is not None and item.days[0].weekday() != item.mention.weekday:
            doubts.append(f"“{item.mention.text}”: the weekday and the date do not fit together")
        if sheet.start and day > sheet.start:
            doubts.append(f"the deadline {day} lies after the first day of the course, {sheet.start}")
    return gathered(found, doubts)


def _before_start(item: Dated, start: date | None) -> date:
    """The day; where no year is printed, the last such day before the course starts."""
    last = item.mention.last or item.mention.first
    if last and last.year is None and start is not None:
        for year in (start.year, start.year - 1):
            day = last.on(year)
            if day and day <= start:
                return day
    return item.days[1]


def _link(sheet: Sheet) -> Found:
    """The address where one registers: by its own words, those that lead there and those around it."""
    scored = [(_score(sheet, link), link) for link in sheet.links if link.kind == "web"]
    best = max((score for score, _ in scored), default=0)
    if best < 3:
        return Found()
    chosen = [link for score, link in scored if score >= max(3, best - 1)]
    pairs: list[tuple[str, Passage]] = []
    doubts: list[str] = []
    by_stem: dict[str, LinkMention] = {}
    for link in chosen:
        stem = _LANGUAGE_END.sub("", link.target.rstrip("/").lower().replace("http://", "https://"))
        other = by_stem.get(stem)
        if other is None:
            by_stem[stem] = link
        elif other.target != link.target:
            doubts.append(f"the link is printed for several languages: {other.target} and {link.target}")
            if link.target.rstrip("/").endswith(f"/{sheet.language}"):
                by_stem[stem] = link
    for link in chosen:
        stem = _LANGUAGE_END.sub("", link.target.rstrip("/").lower().replace("http://", "https://"))
        pairs.append((by_stem[stem].target, link.passage))
        sheet.use(link.passage, link, "apply.link")
    return gathered(pairs, doubts)


def _score(sheet: Sheet, link: LinkMention) -> int:
    passage, words = link.passage, sheet.words
    if passage.number not in sheet.body_numbers and passage.section != "aside":
        return 0
    start, end = passage.sentence(max(link.start, 0), max(link.start, 0) + 1) if passage.text else (0, 0)
    around = f"{passage.flat[start:end]} {passage.context if passage.block.cells else ''}"
    if link.start < 0 or (link.target.startswith("http") and link.text != link.target):
        around = around.replace(flat(link.target), " ")
    score = 0
    score += 3 if _WAYS.search(re.sub(r"^https?://[^/]*(?=.)", _host_only, link.target)) else 0
    score += 3 if link.text and words.has("apply", flat(link.text)) and not link.text.startswith("http") else 0
    score += 3 if words.has("apply", around) else 0
    score += 3 if passage.section in ("apply", "application_link", "selection", "deadline") else 0
    if _previous_asks(sheet, passage):
        score += 2
    if link.is_home:
        score -= 6
    if any(words.has(cue, around) for cue in ("payment_way", "website", "refund", "fellowship")):
        score -= 2
    return score


def _host_only(match: re.Match[str]) -> str:
    """A site's own name tells little, but a host such as ``oarf2`` does."""
    return match.group().split("://")[-1].split(".")[0]


def _previous_asks(sheet: Sheet, passage: Passage) -> bool:
    """Whether the line before it says that one registers there."""
    if passage.number == 0:
        return False
    before = sheet.passages[passage.number - 1]
    return before.text.rstrip().endswith(":") and sheet.words.has("apply", before.flat)


def _how(sheet: Sheet) -> Found:
    """The sentence that tells how one registers."""
    for passage, sentence in sheet.sentences(sheet.within(("apply", "application_link", "selection"))):
        low = flat(sentence)
        other = any(sheet.words.has(cue, low) for cue in ("criteria", "event", "fellowship"))
        if sheet.words.has("apply", low) and not other and len(sentence) > 25:
            if sheet.words.has("deadline", low) and not re.search(
                r"https?:|link|lien|enlace|online|en ligne|en linea", low
            ):
                continue
            told = _ADDRESS.sub("", sentence).strip(" :")
            if len(told) > 15:
                return one(told, passage)
    return Found()


def _code(sheet: Sheet, link: Found) -> Found:
    """The code, printed beside the word for it or in the shape ITCILO gives it; else the one in the link."""
    found: list[tuple[str, Passage]] = []
    for passage in sheet.passages:
        if passage.section in ("related",):
            continue
        for hit in sheet.words.hits(("code",), passage.flat):
            match = _CODE.search(passage.text, hit.end)
            if match and match.start() - hit.end < 12 and re.search(r"\d{2}", match.group()):
                found.append((match.group().rstrip(".-/"), passage))
        if passage.section == "code" and passage.block.kind != "heading":
            match = _CODE.match(passage.text.strip())
            if match:
                found.append((match.group(), passage))
        if passage.section in (HEAD, "aside", "contact") and not found:
            match = _ITCILO_CODE.search(re.sub(r"\S*://\S*", "", passage.text))
            if match:
                found.append((match.group(), passage))
    result = gathered(found)
    in_links = [
        (match.group(), mention.passage)
        for mention in sheet.links
        if mention.kind == "web" and any(mention.target == version.value for version in link.versions)
        for match in [_ITCILO_CODE.search(mention.target)]
        if match
    ]
    if not found and in_links:
        return gathered(in_links, ["the code is read from the application link; the note does not print it as such"])
    if found and in_links and {code for code, _ in in_links}.isdisjoint(code for code, _ in found):
        return gathered([*found, *in_links], ["the application link holds another code than the note prints"])
    return result
