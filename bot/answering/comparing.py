"""Which courses there are, which are open, and how they compare: a small table from the fields, gaps shown as gaps."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.draft import Draft
from bot.answering.wording import Slot
from bot.facts.clock import deadline_open, first_day, is_over, states
from bot.facts.course import Course
from bot.messages import UsedFact

MOST = 12
"""Courses that are told side by side; of more, those that come first."""

_WEEK = 7
_LENGTH = "workload.weeks"
"""The field that tells how long a course is; where its note leaves it out, its dates do."""

_COLUMNS = (
    ("dates", "dates"),
    ("fee", "fee.total"),
    ("language", "language.languages"),
    ("mode", "format.mode"),
    ("weeks", _LENGTH),
    ("hours", "workload.hours"),
)


def answer_courses(draft: Draft, facets: tuple[str, ...], wanted: Sequence[str], named: Sequence[Course]) -> None:
    """List, sort or compare courses.

    Args:
        draft: about no course.
        facets: ``list``, ``open`` or ``compare``.
        wanted: what to compare by: ``fee``, ``weeks``, ``language:<code>``, ``mode``, ``soonest``.
        named: courses the message names; all that are not over where it names none.
    """
    everything = sorted(draft.context.knowledge.courses.values(), key=first_day)
    alive = [course for course in everything if not is_over(course, draft.context.today)]
    sorting = [item for item in wanted if item != "next"]
    if "compare" in facets or sorting:
        chosen = list(named) if len(named) > 1 else alive if len(alive) > 1 else everything
        _compare(draft, chosen, wanted, len(named) > 1)
    elif "next" in wanted and len(named) == 1:
        _next(draft, named[0])
    elif "open" in facets or "next" in wanted:
        _open(draft, everything, alive)
        if "next" in wanted:
            draft.ask("courses.ask_next")
    else:
        draft.say("courses.list")
        living = {course.id for course in alive}
        everything = [*alive, *reversed([course for course in everything if course.id not in living])]
        _listed(draft, everything)
    if not draft.offered:
        draft.offered = [course.id for course in everything]
    chosen = [draft.context.knowledge.courses[name] for name in draft.offered]
    draft.choices += [course.short.get(draft.context.language) for course in chosen[:5]]


def _listed(draft: Draft, courses: Sequence[Course]) -> None:
    draft.bullets(_line(draft, course) for course in courses[:MOST])
    if len(courses) > MOST:
        draft.say("courses.more")


def _line(draft: Draft, course: Course) -> tuple:  # type: ignore[type-arg]
    return draft.spans(
        "courses.line",
        name=draft.words.name(course),
        dates=dates_slot(draft, course),
        state=state_slot(draft, course),
    )


def _next(draft: Draft, course: Course) -> None:
    """The next edition of a course: the one known that is not over, or that none is known."""
    today = draft.context.today
    editions = [c for c in draft.context.knowledge.courses.values() if c.series == course.series]
    coming = sorted((c for c in editions if all(s == "upcoming" for _, s in states(c, today))), key=first_day)
    # whoever asks for the next one when a door has closed does not mean the one behind it
    coming = [c for c in coming if deadline_open(c, today) is not False]
    if coming:
        draft.say("courses.next", name=draft.words.name(coming[0]), dates=dates_slot(draft, coming[0]))
        draft.about.append(coming[0].id)
        draft.offered = [coming[0].id]
        return
    last = max(editions, key=first_day)
    draft.offered = [last.id]
    draft.say("courses.next_unknown", name=draft.words.name(last), dates=dates_slot(draft, last))
    draft.about.append(last.id)
    draft.outcome = "unknown"
    draft.ask("courses.ask_next")


def dates_slot(draft: Draft, course: Course) -> Slot:
    """A course's dates on one line; both where the note contradicts itself."""
    words = draft.words
    if course.dates.left_out:
        return Slot(words.text("common.gap"))
    texts = [words.period(version.value.start, version.value.end) for version in course.dates.versions]
    if len(texts) > 1:
        draft.contradiction = True
    facts = tuple(words.fact(course, "dates", version) for version in course.dates.versions)
    return Slot(words.listing(texts, "or"), facts)


def state_slot(draft: Draft, course: Course) -> Slot:
    """Over, running, open until …, closed, or no deadline stated."""
    words, today = draft.words, draft.context.today
    found = {state for _, state in states(course, today)}
    if found == {"over"}:
        return Slot(words.text("state.over"))
    if found == {"running"}:
        if course.deadline.stated and not deadline_open(course, today):
            slot = words.stated(course, "deadline", course.deadline.versions[0])
            return Slot(words.text("state.running_closed", deadline=slot.text), slot.facts)
        return Slot(words.text("state.running"))
    if course.deadline.stated:
        version = course.deadline.versions[0]
        slot = words.stated(course, "deadline", version)
        key = "state.open" if deadline_open(course, today) else "state.closed"
        return Slot(words.text(key, deadline=slot.text), slot.facts)
    if len(found) > 1:
        return Slot(words.text("state.unclear"))
    return Slot(words.text("state.no_deadline"))


def _open(draft: Draft, everything: list[Course], alive: list[Course]) -> None:
    today = draft.context.today
    can = [course for course in alive if deadline_open(course, today)]
    unknown = [course for course in alive if deadline_open(course, today) is None]
    closed = [course for course in alive if deadline_open(course, today) is False]
    draft.offered = [course.id for course in (*can, *unknown, *closed)]
    draft.about += [course.id for course in can or unknown or closed]
    if can:
        draft.say("courses.open", len(can))
        _listed(draft, can)
    elif unknown:
        draft.say("courses.none_open_for_sure")
    else:
        draft.say("courses.none_open")
    if unknown:
        draft.say("courses.no_deadline", len(unknown))
        _listed(draft, unknown)
    if closed:
        draft.say("courses.closed", len(closed))
        _listed(draft, closed)
    if not alive:
        latest = max(everything, key=first_day, default=None)
        if latest is not None:
            draft.say("courses.last", name=draft.words.name(latest), dates=dates_slot(draft, latest))
            draft.offered = [latest.id]
    if not can:
        draft.ask("courses.ask_next")


def _compare(draft: Draft, chosen: list[Course], wanted: Sequence[str], named: bool) -> None:
    words = draft.words
    draft.offered = [course.id for course in chosen]
    if named:
        draft.about = [course.id for course in chosen]
    for item in wanted:
        if item == "fee":
            _extreme(draft, chosen, "fee.total", "compare.cheapest")
        elif item == "dearest":
            _extreme(draft, chosen, "fee.total", "compare.dearest", most=True)
        elif item == "weeks":
            _extreme(draft, chosen, _LENGTH, "compare.shortest")
        elif item == "longest":
            _extreme(draft, chosen, _LENGTH, "compare.longest", most=True)
        elif item == "soonest":
            _soonest(draft, chosen)
        elif item.startswith("language:"):
            _in_language(draft, chosen, item.partition(":")[2])
        elif item in ("online", "in_person"):
            _by_mode(draft, chosen, item)
    columns = [(name, path) for name, path in _COLUMNS if _shown(name, wanted, named)]
    rows = []
    shown = sorted(chosen, key=lambda course: course.id not in draft.about)[:MOST] if len(chosen) > MOST else chosen
    for course in shown:
        row = [draft.note(words.short(course))]
        for name, path in columns:
            row.append(draft.note(dates_slot(draft, course) if name == "dates" else cell(draft, course, path)))
        row.append(draft.note(state_slot(draft, course)))
        rows.append(row)
    head = ["", *(words.text(f"column.{name}") for name, _ in columns), words.text("column.state")]
    draft.table(head, rows)
    if len(chosen) > len(shown):
        draft.say("courses.more")
    if any(_gap(course, path) for course in shown for _, path in columns):
        draft.say("compare.gaps")
        draft.ask()


def _shown(column: str, wanted: Sequence[str], named: bool) -> bool:
    """Dates always, the rest where it is asked for; of named courses, or by nothing special, all but the hours."""
    return column == "dates" or _asked(column, wanted) or ((named or not wanted) and column != "hours")


def _asked(column: str, wanted: Sequence[str]) -> bool:
    """Whether a comparison needs a column."""
    names = {"online": "mode", "in_person": "mode", "longest": "weeks", "dearest": "fee"}
    return column in {names.get(item, item.partition(":")[0]) for item in wanted}


def cell(draft: Draft, course: Course, path: str) -> Slot:
    """A field on one line: its value, both versions, or the mark of a gap."""
    words = draft.words
    found = course.field(path)
    if _gap(course, path):
        return Slot(words.text("common.gap"))
    if found.left_out:
        slot = words.length(course)
        return Slot(words.text("unit.workload.days", course.periods()[0].days, value=slot.text), slot.facts)
    slots = [words.stated(course, path, version) for version in found.versions]
    texts = []
    for slot, version in zip(slots, found.versions, strict=True):
        key = f"unit.{path}"
        count = version.value if isinstance(version.value, int) else None
        texts.append(words.text(key, count, value=slot.text) if words.has(key) else slot.text)
    if len(texts) > 1:
        draft.contradiction = True
    return Slot(
        words.text("common.either", list=words.listing(texts, "or")) if len(texts) > 1 else texts[0],
        tuple(fact for slot in slots for fact in slot.facts),
    )


def _gap(course: Course, path: str) -> bool:
    """Whether a note tells nothing of a field, not even by its dates."""
    return course.field(path).left_out and not (path == _LENGTH and len(course.periods()) == 1)


def _extreme(draft: Draft, chosen: list[Course], path: str, key: str, most: bool = False) -> None:
    """Which course has the least, or the most, of something; a contradicted value counts with the one nearest to it."""
    known = [course for course in chosen if not _gap(course, path)]
    if not known:
        return

    def amount(course: Course) -> float:
        if course.field(path).left_out:
            return course.periods()[0].days / _WEEK
        values = [float(getattr(v.value, "amount", v.value)) for v in course.field(path).versions]
        return max(values) if most else min(values)

    best = max(known, key=amount) if most else min(known, key=amount)
    gaps = [course for course in chosen if _gap(course, path)]
    ties = [course for course in known if amount(course) == amount(best)]
    draft.say(key, name=_names(draft, ties), value=cell(draft, best, path))
    draft.about += [course.id for course in ties]
    if gaps:
        draft.say("compare.without", what=draft.label(path), names=_names(draft, gaps))


def _soonest(draft: Draft, chosen: list[Course]) -> None:
    """Which course that has not begun is the first to begin."""
    coming = [c for c in chosen if c.periods() and all(s == "upcoming" for _, s in states(c, draft.context.today))]
    if coming:
        first = min(coming, key=first_day)
        draft.say("compare.soonest", name=draft.words.short(first), dates=dates_slot(draft, first))
        draft.about.append(first.id)


def _names(draft: Draft, courses: list[Course]) -> Slot:
    slots = [draft.words.short(course) for course in courses]
    text = draft.words.listing([slot.text for slot in slots])
    return Slot(text, tuple(fact for slot in slots for fact in slot.facts))


def _in_language(draft: Draft, chosen: list[Course], code: str) -> None:
    words = draft.words
    sure, unsure = [], []
    for course in chosen:
        found = [code in version.value for version in course.language.languages.versions]
        if found and all(found):
            sure.append(course)
        elif any(found):
            unsure.append(course)
    draft.facts += [
        words.fact(course, "language.languages", version)
        for course in chosen
        for version in course.language.languages.versions
    ]
    asked = UsedFact(None, "asked.languages", code, "computed from the question")
    named = Slot(words.language_name(code), (asked,))
    if sure:
        draft.say("compare.in_language", len(sure), language=named, names=_names(draft, sure))
        draft.about += [course.id for course in sure]
    else:
        draft.say("compare.in_no_language", language=named)
    if unsure:
        draft.contradiction = True
        draft.say("compare.perhaps_language", len(unsure), language=named, names=_names(draft, unsure))


def _by_mode(draft: Draft, chosen: list[Course], mode: str) -> None:
    modes = ("online",) if mode == "online" else ("blended", "in_person")
    fitting = [course for course in chosen if course.format.mode.value in modes]
    if fitting:
        draft.say(f"compare.{mode}", len(fitting), names=_names(draft, fitting))
        draft.about += [course.id for course in fitting]
    else:
        draft.say(f"compare.none_{mode}")
