"""Lines of a page in the order they are read: columns one after the other, the rows of a table as they are."""

from __future__ import annotations

from bot.importing.pdf_lines import Line


def bands(lines: list[Line]) -> list[list[Line]]:
    """Runs of lines that are read one after the other; the columns of a band follow each other."""
    found: list[list[Line]] = []
    at = 0
    while at < len(lines):
        end, gutter = _columns(lines, at)
        if gutter is None:
            if not found or found[-1] is None or not found[-1]:
                found.append([])
            found[-1].append(lines[at])
            at += 1
            continue
        left, right = _split(lines[at:end], gutter)
        found += [*bands(left), *bands(right), []]
        at = end
    return [band for band in found if band]


def _columns(lines: list[Line], start: int) -> tuple[int, tuple[float, float] | None]:
    """The run of lines from ``start`` that leaves the same gutter free, where it holds two columns of prose."""
    low, high = 0.0, 1e9
    if len(lines[start].cells) < 2:
        # a column may begin higher than the one beside it
        following = next((line for line in lines[start : start + 12] if len(line.cells) > 1), None)
        alone = lines[start].cells[0]
        if following is None or (alone.x1 > following.cells[1].x0 - 4 and alone.x0 < following.cells[0].x1 + 4):
            return start, None
    first = next((line for line in lines[start:] if len(line.cells) > 1), None)
    if first is None:
        return start, None
    best: tuple[int, tuple[float, float] | None] = (start, None)
    for gap in range(len(first.cells) - 1):
        low, high = first.cells[gap].x1, first.cells[gap + 1].x0
        end = start
        for line in lines[start:]:
            new_low, new_high = low, high
            for cell in line.cells:
                if cell.x1 <= (low + high) / 2:
                    new_low = max(new_low, cell.x1)
                elif cell.x0 >= (low + high) / 2:
                    new_high = min(new_high, cell.x0)
                else:
                    new_low, new_high = 1.0, 0.0
            if new_high - new_low < 6:
                break
            low, high = new_low, new_high
            end += 1
        if end - start > best[0] - start and _is_prose(lines[start:end], (low, high)):
            best = (end, (low, high))
    return best


def _split(lines: list[Line], gutter: tuple[float, float]) -> tuple[list[Line], list[Line]]:
    middle = (gutter[0] + gutter[1]) / 2
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        for side, cells in (
            (left, [cell for cell in line.cells if cell.x1 <= middle]),
            (right, [cell for cell in line.cells if cell.x0 >= middle]),
        ):
            if cells:
                words = {word.text for cell in cells for word in cell.words}
                links = [link for link in line.links if words & set(link.text.split())]
                side.append(Line(cells, line.page, links=links))
    return left, right


def _is_prose(lines: list[Line], gutter: tuple[float, float]) -> bool:
    """Whether both sides of a gutter hold running text or a list of their own, and not the cells of a table."""
    sides = _split(lines, gutter)
    if min(map(len, sides)) < 3:
        return False
    full = []
    for side in sides:
        right = max(line.cells[-1].x1 for line in side)
        left = min(line.cells[0].x0 for line in side)
        wide = [line for line in side if line.cells[-1].x1 - line.cells[0].x0 > 0.72 * (right - left)]
        full.append(len(wide) / len(side) >= 0.34 and sum(len(line.text.split()) for line in side) / len(side) >= 3.5)
    if all(full):
        return True
    together = sum(len(line.cells) > 1 for line in lines)
    return any(full) and together < 0.5 * max(map(len, sides))
