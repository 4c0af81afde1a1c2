"""What several parts of a reply say alike is said once: the name of a course, the link, the address to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.draft import Draft
from bot.messages import Block, Paragraph, Part
from bot.understanding.understanding import Request


def said_once(parts: list[Part], drafts: list[tuple[Request, Draft]]) -> tuple[Part, ...]:
    """The parts of a reply without what one of them says like another.

    Args:
        parts: in the order of the reply.
        drafts: what each was made of, in the same order.
    """
    return _without_repetition(_without_repeated_names(parts, drafts), _names(drafts))


def without_invitation(draft: Draft, others: Sequence[Draft]) -> tuple[Block, ...]:
    """What a part says, without the link that another part gives because it was asked for.

    Args:
        draft: the part.
        others: the other parts of the reply.
    """
    given = {link.url for other in others if other.invitation is None for link in other.links}
    if draft.invitation is None or not given & {link.url for link in draft.links}:
        return tuple(draft.blocks)
    return tuple(block for block in draft.blocks if block is not draft.invitation)


def _without_repeated_names(parts: list[Part], drafts: list[tuple[Request, Draft]]) -> tuple[Part, ...]:
    """Several parts about one course name it (and that it is over) once."""
    seen: set[tuple[str, ...]] = set()
    result = []
    for part, (_, draft) in zip(parts, drafts, strict=True):
        key = part.courses
        if draft.course is not None and key in seen:
            skip = 2 if draft.past else 1
            kept = part.blocks[skip:] if draft.naming else part.blocks
            result.append(replace(part, blocks=kept or part.blocks))
        else:
            result.append(part)
        if draft.course is not None and draft.naming:
            seen.add(key)
    return tuple(result)


def _names(drafts: list[tuple[Request, Draft]]) -> set[Block]:
    """The paragraphs that only name a course."""
    return {draft.blocks[0] for _, draft in drafts if draft.course is not None and draft.naming and draft.blocks}


def _without_repetition(parts: tuple[Part, ...], names: set[Block]) -> tuple[Part, ...]:
    """What several parts say alike (the link, the address to ask) is said once, at the end.

    Of a part that says nothing else only the name of its course is left, which goes to the next.
    """
    seen: set[Block] = set()
    result: list[Part] = []
    for part in reversed(parts):
        kept = tuple(block for block in part.blocks if not (isinstance(block, Paragraph) and block in seen))
        seen |= {block for block in kept if isinstance(block, Paragraph)} - names
        if result and len(part.blocks) > len(kept) == 1 and kept[0] in names and part.courses == result[0].courses:
            result[0] = replace(result[0], blocks=kept + result[0].blocks)
            continue
        result.insert(0, replace(part, blocks=kept or part.blocks))
    return tuple(result)
