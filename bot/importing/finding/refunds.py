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
            percent = re.search(r"(\d{1,3})\s?%", _NONE.sub("0%", low))
            numbers = re.search(rf"(\d{{1,3}})(?:\s*(?:to|-|–|a|à|and|et|y)\s*(\d{{1,3}}))?\s*(?:{days})", low)
            if not percent or not numbers:
                continue
            where = where or passage
            refund = re.search(
                r"(\d{1,3})\s?%\s*(?:refund|rembours|reembols|of the (?:fee|amount|price).{0,20}refund)", low
            )
            kept = (
                100 - int(refund[1])
                if refund and not re.search(r"penal\w*\s*(?:of|de|del|:|=)\s*\d+\s?%", low)
                else int(percent[1])
            )
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


def _brackets(policy: RefundPolicy) -> set[Bracket]:
    return {(bracket.days_min, bracket.days_max, bracket.penalty_percent) for bracket in policy.brackets}


def _said(bracket: Bracket) -> str:
    low, high, kept = bracket
    days = (
        f"{low} days or more" if high is None else f"{high} days or fewer" if low is None else f"{low} to {high} days"
    )
    return f"{days} before: {kept} % kept"
