"""The refund rules a note prints, compared with those the knowledge base knows."""

from __future__ import annotations

import re

from bot.facts.centre import RefundPolicy
from bot.importing.found import Finding, Found, one
from bot.importing.sheet import Sheet

_NONE = re.compile(
    r"no penalty(?=[^%]*$)|full refund|(?:aucune|sans) penalite(?=[^%]*$)|remboursement integral|"
    r"sin penaliza\w+(?=[^%]*$)|reembolso (?:integro|completo|total)"
)
_PERCENT = r"(\d{1,3})\s?(?:%|per ?cent|pour ?cent|por ciento)"
_BACK = r"(?:refund|rembours|reembols|paid back|returned)"
Bracket = tuple[int | None, int | None, int]
"""Days from, days to, percent kept."""


def find(sheet: Sheet) -> Finding:
    """The id of the rules that are printed; rules that differ from all known ones are told."""
    brackets: list[Bracket] = []
    where = None
    days = f"(?:{sheet.words.cues['days_before'].pattern})"
    for passage in sheet.within(("refunds",)):
        whole = passage.block.kind != "text"
        for at, sentence in [(0, passage.text)] if whole else passage.sentences():
            low = passage.flat[at : at + len(sentence)]
            percent = re.search(_PERCENT, _NONE.sub("0%", low))
            numbers = re.search(rf"(\d{{1,3}})(?:\s*(?:to|-|–|a|à|and|et|y)\s*(\d{{1,3}}))?\s*(?:{days})", low)
            if not percent or not numbers:
                continue
            where = where or passage
            kept = _kept(low, int(percent[1]))
            first, last = int(numbers[1]), int(numbers[2]) if numbers[2] else None
            if last is None:
                up = re.search(
                    r"or more|more than|at least|ou plus|plus de|o mas|o más|mas de|más de|al menos|au moins", low
                )
                brackets.append((first, None, kept) if up else (None, first, kept))
            else:
                brackets.append((min(first, last), max(first, last), kept))
    if not brackets or where is None:
        printed = sheet.within(("refunds",))
        doubt = "the note speaks of refunds without percentages by days: add a policy to policies.yaml if it is one"
        return {"refunds.rules": Found((), (doubt,) if len(printed) > 1 else ())}
    wanted = set(brackets)
    for policy in sheet.knowledge.policies.values():
        if wanted == _brackets(policy):
            return {"refunds.rules": one(policy.id, where)}
    told = "; ".join(_said(bracket) for bracket in brackets)
    doubt = f"the note prints refund rules that policies.yaml does not hold: add them there and name them here ({told})"
    return {"refunds.rules": Found((), (doubt,))}


def _kept(low: str, percent: int) -> int:
    """The percentage that is kept: what is paid back is the rest of it, whatever word stands first."""
    if re.search(r"\bno (?:penalty|charge)|(?:aucune|sans) penalite|sin penaliza|ninguna penaliza", low):
        return 0
    if re.search(rf"(?:penal|retenue|retain|kept)\w*\s*(?:of|de|del|:|=)?\s*{_PERCENT}", low):
        return percent
    back = re.search(
        rf"{_PERCENT}\s*(?:{_BACK}|(?:of|du|de|del)\b[^.;%]{{0,40}}{_BACK})|{_BACK}\w*[^.;%\d]{{0,20}}{_PERCENT}", low
    )
    return 100 - int(back[1] or back[2]) if back else percent


def _brackets(policy: RefundPolicy) -> set[Bracket]:
    return {(bracket.days_min, bracket.days_max, bracket.penalty_percent) for bracket in policy.brackets}


def _said(bracket: Bracket) -> str:
    low, high, kept = bracket
    days = (
        f"{low} days or more" if high is None else f"{high} days or fewer" if low is None else f"{low} to {high} days"
    )
    return f"{days} before: {kept} % kept"
