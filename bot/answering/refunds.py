"""Withdrawing: the open-course rules, what they mean on a given day, and in money where a note prints them (rule 7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bot.answering.draft import Draft
from bot.answering.wording import Slot
from bot.facts.centre import Bracket, Notice, RefundPolicy
from bot.facts.course import Course
from bot.facts.values import Money
from bot.messages import UsedFact


def answer_refunds(
    draft: Draft, facets: tuple[str, ...], day: date | None = None, days_before: int | None = None,
    paid: Decimal | None = None,
) -> None:  # fmt: skip
    """Answer what withdrawing means.

    Args:
        draft: about one course, or about none: then the rules as such.
        facets: ``cancel``, ``substitute``, ``transfer``.
        day: the day of the withdrawal; None means today where the course has not begun.
        days_before: the same, told as days before the start.
        paid: what the person says to have paid.
    """
    policy = next(iter(draft.context.knowledge.policies.values()), None)
    if policy is None:
        draft.say("common.not_stated", what=draft.label("refunds.rules"))
        draft.outcome = "unknown"
        draft.ask()
        return
    course = draft.course
    own = course is not None and not course.refunds.rules.left_out
    if "cancel" in facets or not facets:
        if course is not None and not own:
            draft.say("refunds.not_own", source=_printed(draft, policy))
        if course is not None and len(_starts(course)) > 1:
            draft.contradict("dates", course.dates)
        if course is not None:
            _on_a_day(draft, policy, course, own, day, days_before, paid)
        else:
            draft.say("refunds.general", source=_printed(draft, policy))
        _rules(draft, policy, course if own or (course is not None and course.dates.stated) else None)
        draft.facts += [
            draft.words.fact(None, "refunds.bank_charges", version) for version in policy.bank_charges.versions
        ]
    for facet, notice in (("substitute", policy.substitution), ("transfer", policy.transfer)):
        if facet in facets:
            if course is not None and not own and "cancel" not in facets:
                draft.say("refunds.not_own", source=_printed(draft, policy))
            _notice(draft, notice, course)
    if not {"substitute", "transfer"} & set(facets):
        _instead(draft, policy, course)
    draft.ask("refunds.ask_own" if own else "refunds.ask")


def _printed(draft: Draft, policy: RefundPolicy) -> Slot:
    course = draft.context.knowledge.courses.get(policy.printed_in)
    return draft.words.short(course) if course else Slot(policy.source)


def _starts(course: Course) -> list[date]:
    return sorted({period.start for period in course.periods()})


def _on_a_day(
    draft: Draft, policy: RefundPolicy, course: Course, own: bool, day: date | None, days_before: int | None,
    paid: Decimal | None,
) -> None:  # fmt: skip
    """What holds on the day asked about, for each start the note gives."""
    today = draft.context.today
    starts = _starts(course)
    for start in starts:
        when = start - timedelta(days=days_before) if days_before is not None else day
        implied = when is None
        if when is None:
            if today > start:
                if not draft.past:
                    _after(draft, course, start)
                continue
            when = today
        days = (start - when).days
        if days < 0:
            _after(draft, course, start)
            continue
        bracket = policy.bracket(days)
        if bracket is not None:
            _bracket(draft, bracket, course, own, when, start, days, implied and day is None, paid)


def _after(draft: Draft, course: Course, start: date) -> None:
    version = next(version for version in course.dates.versions if version.value.start == start)
    slot = Slot(draft.words.day(start), (draft.words.fact(course, "dates", version),))
    draft.say("refunds.after_start", start=slot)
    draft.outcome = "partial"


def _bracket(
    draft: Draft, bracket: Bracket, course: Course, own: bool, when: date, start: date, days: int, implied: bool,
    paid: Decimal | None,
) -> None:  # fmt: skip
    words = draft.words
    share = bracket.penalty_percent
    percent = Slot(words.percent(share), (_rule_fact(bracket.source, "refunds.penalty_percent", share),))
    start_fact = next(v for v in course.dates.versions if v.value.start == start)
    slots: dict[str, Slot | str] = {
        "day": words.computed(course, "refunds.day", str(when), words.day(when), "the question or today's date"),
        "start": Slot(words.day(start), (words.fact(course, "dates", start_fact),)),
        "days": words.computed(course, "refunds.days_before", str(days), words.number(days), f"start {start}"),
        "percent": percent,
    }
    kind = "none" if share == 0 else "all" if share == 100 else "part"
    draft.say("refunds.today" if implied else "refunds.on_day", days, **slots)
    draft.say(f"refunds.keeps_{kind}", **slots)
    total = course.fee.total.value if own else None
    if total is None or share == 0:
        return
    penalty = Money(amount=total.amount * share / 100, currency=total.currency)
    fee = words.stated(course, "fee.total", course.fee.total.versions[0])
    basis = f"fee.total {total} x {share} %"
    kept = words.computed(course, "refunds.penalty", str(_plain(penalty)), words.money(_plain(penalty)), basis)
    if share == 100:
        draft.say("refunds.sum_all", kept=kept, fee=fee)
        return
    rest = Money(amount=total.amount - penalty.amount, currency=total.currency)
    back = words.computed(course, "refunds.residual", str(_plain(rest)), words.money(_plain(rest)), basis)
    if paid is not None and paid < total.amount:
        left = max(Decimal(0), paid - penalty.amount)
        sum_paid = Slot(words.money(Money(amount=paid, currency=total.currency)))
        draft.facts.append(
            UsedFact(course.id, "refunds.paid", f"{paid} {total.currency}", "computed from the question")
        )
        draft.say("refunds.sum", kept=kept, fee=fee)
        if left == 0:
            draft.say("refunds.nothing_back", paid=sum_paid)
        else:
            rest = _plain(Money(amount=left, currency=total.currency))
            slot = words.computed(course, "refunds.residual", str(rest), words.money(rest), basis)
            draft.say("refunds.paid_back", paid=sum_paid, back=slot)
        return
    draft.say("refunds.sum_back", kept=kept, fee=fee, back=back)


def _plain(money: Money) -> Money:
    amount = money.amount
    whole = amount == amount.to_integral_value()
    return Money(
        amount=amount.quantize(Decimal(1)) if whole else amount.quantize(Decimal("0.01")),
        currency=money.currency,
    )


def _rules(draft: Draft, policy: RefundPolicy, course: Course | None) -> None:
    """All brackets; with their dates where the start is known and certain."""
    words = draft.words
    start = course.periods()[0].start if course is not None and course.dates.stated else None
    items = []
    for bracket in policy.brackets:
        percent = Slot(
            words.percent(bracket.penalty_percent),
            (_rule_fact(bracket.source, "refunds.penalty_percent", bracket.penalty_percent),),
        )
        low, high = bracket.days_min, bracket.days_max
        kind = "early" if high is None else "late" if low is None else "middle"
        slots: dict[str, Slot | str] = {"percent": percent}
        for name, number in (("low", low), ("high", high)):
            if number is not None:
                slots[name] = Slot(words.number(number), (_rule_fact(bracket.source, "refunds.days", number),))
        share = "none" if bracket.penalty_percent == 0 else "all" if bracket.penalty_percent == 100 else "part"
        slots["consequence"] = Slot(words.text(f"refunds.rule_{share}", percent=percent.text), percent.facts)
        slots["dates"] = ""
        if start is not None:
            slots["dates"] = _dates(draft, course, start, low, high)
        items.append(draft.spans(f"refunds.rule_{kind}", **slots))
    draft.bullets(items)


def _dates(draft: Draft, course: Course | None, start: date, low: int | None, high: int | None) -> Slot:
    words = draft.words
    first = start - timedelta(days=high) if high is not None else None
    last = start - timedelta(days=low) if low is not None else None
    if first and last:
        text, value = words.text("refunds.from_to", period=words.period(first, last)), f"{first}/{last}"
    elif last:
        text, value = words.text("refunds.until", day=words.day(last)), str(last)
    else:
        assert first is not None
        text, value = words.text("refunds.from", day=words.day(first)), str(first)
    return words.computed(course, "refunds.dates", value, text, f"start {start}")


def _instead(draft: Draft, policy: RefundPolicy, course: Course | None) -> None:
    """That one may send somebody else or change course, while there is time for the notice."""
    words = draft.words
    notice = policy.substitution
    fact = _rule_fact(notice.source, "refunds.notice_days", notice.notice_days)
    days = Slot(words.number(notice.notice_days), (fact,))
    if course is not None and course.dates.stated:
        start = course.periods()[0].start
        last = start - timedelta(days=notice.notice_days)
        if draft.context.today > last:
            until = words.computed(course, "refunds.notice_until", str(last), words.day(last), f"start {start}")
            draft.say("refunds.instead_passed", days=days, day=until)
            return
    draft.say("refunds.instead", days=days)


def _notice(draft: Draft, notice: Notice, course: Course | None) -> None:
    """Until when one may send somebody else or change course, and whether that is still possible today."""
    words, today = draft.words, draft.context.today
    number = words.number(notice.notice_days)
    text = notice.text.get(draft.context.language).replace("{{ days }}", number)
    fact = _rule_fact(notice.source, "refunds.notice_days", notice.notice_days)
    draft.say("common.plain", text=Slot(text, (fact,)))
    if course is None or not course.dates.stated:
        return
    start = course.periods()[0].start
    last = start - timedelta(days=notice.notice_days)
    slot = words.computed(course, "refunds.notice_until", str(last), words.day(last), f"start {start}")
    if today > last:
        draft.say("refunds.notice_passed", day=slot)
    else:
        draft.say("refunds.notice_until", day=slot)


def _rule_fact(source: str, path: str, value: int) -> UsedFact:
    return UsedFact(None, path, str(value), source)
