"""Texts that were found but cannot stand alone: cut at an address, taken for several fields, without their noun."""

from __future__ import annotations

import re

from bot.importing.found import Finding, Version
from bot.importing.sheet import Sheet
from bot.importing.vocabulary import flat

_ADDRESS_FIRST = re.compile(r"\W*(?:https?://|www\.)", re.IGNORECASE)
_LONG = 60
"""A shorter text may well be an item of a list and a field of its own."""


def doubting_fragments(found: Finding, fields: frozenset[str], sheet: Sheet) -> Finding:
    """The findings with a doubt beside each text that staff must not take for a finding.

    Args:
        found: what the finders gave.
        fields: the paths that hold texts.
        sheet: for the words that stand for a noun.
    """
    texts = {path: _texts(found[path].versions) for path in found if path in fields}
    result = dict(found)
    for path, own in texts.items():
        doubts = []
        for text in own:
            if _ADDRESS_FIRST.match(text):
                doubts.append("the text begins with an address: the sentence it belongs to was cut")
            pronoun = sheet.words.cues["pronoun"].match(flat(text))
            if pronoun:
                doubts.append(f"the text begins with “{text[: pronoun.end()]}”: name what is meant")
            shared = [other for other in texts if other != path and len(text) > _LONG and text in texts[other]]
            if shared:
                doubts.append(f"the same text was taken for {' and '.join(shared)}: which of it belongs here?")
        result[path] = found[path].doubting(*dict.fromkeys(doubts))
    return result


def _texts(versions: tuple[Version, ...]) -> list[str]:
    values = [version.value for version in versions]
    return [text for value in values for text in (value if isinstance(value, list) else [value]) if text]
