"""What the course costs: the total, its parts, what it includes, who pays, reductions, refunds."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.importing.amounts import AmountMention
from bot.importing.finding.fee_groups import Priced, by_group
from bot.importing.found import Finding, Found, Source, Version, gathered, one
from bot.importing.passages import HEAD, Passage
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import Hit, flat

_FOR = re.compile(r"\s*(?:for|pour|para)\s+([^,;.|)(\d]{3,60}?)(?=\s+(?:and|et|y)\s|[,;.|)(]|$)")
_JOINING = re.compile(
    r"^(?:and|et|y|plus|of which|dont|de los cuales|comprising|including|comprenant|incluye|covers|couvre|cubre)\s+",
    re.IGNORECASE,
)
_COSTS = ("costs", "fees", "apply", "head", "dates", "code")


def find(sheet: Sheet) -> Finding:
    """Fees, payment and funding."""
    totals, parts, doubts = _sorted(sheet)
    groups = by_group(sheet, [*totals, *parts])
    if groups:
        told = "; ".join(_told(passage, mention) for passage, mention in groups)
        doubts.append(f"the fee depends on who takes part: {told}")
        totals = [pair for pair in totals if pair not in groups]
        parts = [pair for pair in parts if pair not in groups]
    total = gathered(((mention.money, passage) for passage, mention in totals), doubts)
    if not totals and not parts:
        total = total if groups else _free(sheet)
    elif not totals and len(parts) > 1:
        total = Found((), (*doubts, f"the total is not printed; the parts add up to {_sum(parts)}"))
    elif not totals and parts:
        totals, parts = parts, []
        total = gathered((mention.money, passage) for passage, mention in totals)
    total = _against_parts(total, parts)
    for passage, mention in totals:
        sheet.use(passage, mention, "fee.total")
    for passage, mention in parts:
        sheet.use(passage, mention, "fee.parts")
    return {
        "fee.total": total,
        "fee.parts": _parts(parts),
        "fee.includes": _includes(sheet, parts),
        **_payment(sheet),
        "funding.scholarship": _sentence(sheet, "fellowship", "no_fellowship"),
        "funding.discount": _sentence(sheet, "discount", None),
    }


def _sorted(sheet: Sheet) -> tuple[list[tuple[Passage, AmountMention]], list[tuple[Passage, AmountMention]], list[str]]:
    """The amounts that are the fee, and those that are parts of it."""
    words = sheet.words
    totals: list[tuple[Passage, AmountMention]] = []
    parts: list[tuple[Passage, AmountMention]] = []
    doubts: list[str] = []
    ends: dict[int, int] = {}
    for passage, mention in sheet.amounts:
        before_end = ends.get(passage.number, 0)
        ends[passage.number] = mention.end
        if passage.number not in sheet.body_numbers or passage.section in ("refunds", "funding", "campus"):
            continue
        start, end = passage.sentence(mention.start, mention.end)
        clause = passage.flat[max(start, before_end) : mention.start]
        tail = re.split(r"[.;,|(]", passage.flat[mention.end : end])[0][:50]
        sentence = passage.flat[start:end]
        row_label = flat(passage.block.cells[0]) if passage.block.cells else ""
        label = f"{row_label} {clause}"
        said = words.has("fee", label) or words.has("total", label)
        onward = tail if said else _up_to_next(sheet, passage, mention, end)
        other = any(words.has(cue, f"{clause} {onward}") for cue in ("not_fee", "discount", "fellowship", "refund"))
        if other and not (words.has("total", clause) or words.has("no_fellowship", sentence)):
            continue
        again = words.has("about_amount", clause) or re.fullmatch(r"\s*[(/=]\s*", clause) is not None
        if words.has("equivalent", clause) or (before_end and again):
            continue
        part = _part_before(words.hits(("fee_part", "fee", "total"), clause), bool(before_end))
        tail_part = words.has("fee_part", tail) and re.match(
            r"\s*(?:for|pour|para|de|in|\(|:|–|-)", passage.flat[mention.end :]
        )
        apart = passage.section == HEAD and _is_apart(passage, mention)
        if words.has("total", label):
            totals.append((passage, mention))
        elif (
            (part and not apart)
            or (words.has("fee_part", row_label) and not words.has("fee", row_label))
            or (tail_part and not words.has("fee", clause))
        ):
            parts.append((passage, mention))
        elif (
            words.has("fee", f"{label} {tail}")
            or passage.section in ("costs", "practical")
            or apart
            or words.has("fee", passage.context)
        ):
            totals.append((passage, mention))
    for sum_of_all in totals:
        rest = [pair for pair in totals if pair[1].money != sum_of_all[1].money]
        if rest and sum(mention.amount for _, mention in (*rest, *parts)) == sum_of_all[1].amount:
            parts = sorted((*rest, *parts), key=lambda pair: (pair[0].number, pair[1].start))
            totals = [pair for pair in totals if pair not in rest]
            break
    parts += _rest_of_sum(sheet, totals, parts)
    taken = {(p.number, m.start) for p, m in (*totals, *parts)}
    for passage, mention in sheet.amounts:
        beside = any(
            p is passage and p.sentence(m.start, m.end) == p.sentence(mention.start, mention.end) for p, m in totals
        )
        if beside and (passage.number, mention.start) not in taken and passage.section != "refunds":
            doubts.append(f"{mention.text} stands beside the fee: look whom or what it is for")
    return totals, parts, doubts


def _rest_of_sum(sheet: Sheet, totals: list[Priced], parts: list[Priced]) -> list[Priced]:
    """Amounts in the sentence of the total that make the sum of its parts whole, whatever they are called."""
    found: list[Priced] = []
    taken = {(passage.number, mention.start) for passage, mention in (*totals, *parts)}
    for passage, total in totals:
        here = passage.sentence(total.start, total.end)
        inside = [pair for pair in parts if pair[0] is passage]
        beside = [
            (where, mention)
            for where, mention in sheet.amounts
            if where is passage
            and (where.number, mention.start) not in taken
            and passage.sentence(mention.start, mention.end) == here
        ]
        if inside and beside and sum(m.amount for _, m in (*inside, *beside)) == total.amount:
            found += [pair for pair in beside if pair not in found]
    return found


def _told(passage: Passage, mention: AmountMention) -> str:
    start, end = passage.sentence(mention.start, mention.end)
    return passage.text[start:end][:80].strip(" .")


def _up_to_next(sheet: Sheet, passage: Passage, mention: AmountMention, end: int) -> str:
    """What the sentence goes on to say of an amount, up to the next one."""
    later = [other.start for where, other in sheet.amounts if where is passage and other.start > mention.start]
    return passage.flat[mention.end : min([end, *later])][:80]


def _is_apart(passage: Passage, mention: AmountMention) -> bool:
    """Whether an amount is a part of its own of a short line (“Online – € 900 – English”)."""
    before, after = passage.text[: mention.start].rstrip(), passage.text[mention.end :].lstrip()
    return passage.is_short and (not before or before[-1] in "–—·•|-") and (not after or after[0] in "–—·•|-")


def _part_before(hits: list[Hit], follows: bool) -> bool:
    """Whether the nearest word before an amount names a part of the fee, and not the fee itself."""
    if not hits:
        return False
    last = max(hits, key=lambda hit: hit.end)
    return last.name == "fee_part" and (follows or not any(hit.name == "fee" for hit in hits))


def _sum(parts: list[tuple[Passage, AmountMention]]) -> str:
    currency = parts[0][1].currency
    amount = sum((mention.amount for _, mention in parts), Decimal(0))
    return f"{f'{amount:.2f}'.removesuffix('.00')} {currency}"


def _against_parts(total: Found, parts: list[tuple[Passage, AmountMention]]) -> Found:
    """Parts that do not add up to the total contradict it."""
    if len(total.versions) != 1 or len(parts) < 2 or len({mention.currency for _, mention in parts}) > 1:
        return total
    added = _sum(parts)
    if added == total.value or added.split()[1] != str(total.value).split()[1]:
        return total
    where = Source(f"{Source.of(parts[0][0]).section} (sum of the parts)", parts[0][0].place)
    return Found((*total.versions, Version(added, (where,))), (*total.doubts, "the parts do not add up to the total"))


def _parts(parts: list[tuple[Passage, AmountMention]]) -> Found:
    if len(parts) < 2:
        return Found()
    values = []
    for passage, mention in parts:
        values.append({"label": _label(passage, mention), "amount": mention.money})
    unique = [value for position, value in enumerate(values) if value not in values[:position]]
    return one(unique, parts[0][0])


def _label(passage: Passage, mention: AmountMention) -> str:
    """The words that name a part: the first cell of its row, or what stands beside the amount."""
    after = _FOR.match(passage.text[mention.end :])
    if after:
        return after[1].strip()
    cells = passage.block.cells
    if cells and mention.text not in cells[0] and len(re.findall(r"\d[\d.,' ]*", flat(" ".join(cells[1:])))) == 1:
        return cells[0]
    pieces = re.split(r"[;,|(]|(?<=\D)\.\s|[€$£]|\d", passage.text[: mention.start].rstrip(" ("))
    before = pieces[-1].strip(" :–—-.()")
    before = re.sub(r"^(?:euros?|dollars?|d[oó]lares|francs?|francos)\s+", "", before, flags=re.IGNORECASE)
    before = _JOINING.sub("", before)
    if len(before) >= 3:
        return before[-80:]
    rest = re.split(r"[;,|.)]", passage.text[mention.end :])[0].strip(" :–—-(")
    return re.sub(r"^(?:for|pour|para|de|in)\s+", "", rest)[:80] or "part"


def _free(sheet: Sheet) -> Found:
    for passage, sentence in sheet.sentences(sheet.body):
        if sheet.words.has("free", flat(sentence)) and passage.section in _COSTS:
            return Found((), (f"the note says that the course is free of charge ({passage.place}): write 0 EUR if so",))
    return Found()


def _includes(sheet: Sheet, parts: list[tuple[Passage, AmountMention]]) -> Found:
    """What the fee covers, where a sentence lists it or parts are printed."""
    for passage, sentence in sheet.sentences(sheet.within(("costs",))):
        hits = sheet.words.hits(("includes",), flat(sentence))
        if hits and not sheet.words.has("not_fee", flat(sentence)):
            listed = sentence[hits[0].end :].strip(" :.")
            following = _items_after(sheet, passage) if sentence.endswith(":") else []
            items = following or [
                part.strip() for part in re.split(r",|;|\band\b|\bet\b|\by\b", listed) if part.strip()
            ]
            if items:
                return one(items, passage)
    if len(parts) > 1:
        return one([_label(passage, mention) for passage, mention in parts], parts[0][0])
    return Found()


def _items_after(sheet: Sheet, passage: Passage) -> list[str]:
    items = []
    for following in sheet.passages[passage.number + 1 :]:
        if following.block.kind != "item":
            break
        items.append(following.text.strip(" ;."))
    return items


def _payment(sheet: Sheet) -> Finding:
    """Who pays, when and how, from the sentence that says so."""
    found: Finding = {"payment.who": Found(), "payment.when": Found(), "payment.how": Found()}
    for passage, sentence in sheet.sentences(sheet.within(("costs", "apply"))):
        low = flat(sentence)
        payer = sheet.words.hits(("payer",), low)
        by = [hit for hit in sheet.words.hits(("by_whom",), low) if payer and hit.start >= payer[0].start]
        when = sheet.words.hits(("in_advance",), low)
        if by and not found["payment.who"].versions:
            start = low.index(" ", by[0].start) + 1
            found["payment.who"] = one(re.split(r"[.;(]", sentence[start:])[0].strip(), passage)
        if when and (payer or sheet.words.has("payment", low)) and not found["payment.when"].versions:
            found["payment.when"] = one(sentence[when[0].start : when[0].end], passage)
        if sheet.words.has("payment_way", low) and not found["payment.how"].versions:
            found["payment.how"] = one(sentence, passage)
    return found


def _sentence(sheet: Sheet, cue: str, unless: str | None) -> Found:
    """The first sentence on a subject."""
    sections = ("funding", "costs", "apply", "head", "features", "")
    for passage, sentence in sheet.sentences(sheet.within(sections)):
        low = flat(sentence)
        if sheet.words.has(cue, low) and not (unless and sheet.words.has(unless, low)):
            return one(sentence, passage)
    return Found()
