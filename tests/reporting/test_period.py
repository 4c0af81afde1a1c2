from datetime import date

import pytest

from bot.reporting.period import WrongPeriod, period

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("since", "first", "days"),
    [
        ("30d", date(2026, 3, 2), 30),
        ("1d", TODAY, 1),
        ("12w", date(2026, 1, 7), 84),
        ("6m", date(2025, 10, 1), 182),
        (" 1M ", date(2026, 3, 1), 31),
        ("2026-01-01", date(2026, 1, 1), 90),
    ],
)
def test_a_span_ends_today_and_counts_it(since: str, first: date, days: int) -> None:
    found = period(since, TODAY)
    assert (found.first, found.last, len(found.days)) == (first, TODAY, days)


def test_a_month_back_from_a_longer_one_begins_after_the_shorter() -> None:
    assert period("1m", date(2026, 3, 30)).first == date(2026, 3, 1)


def test_days_begin_and_end_at_midnight_in_turin() -> None:
    found = period("1d", date(2026, 7, 1))
    assert (found.start.isoformat(), found.end.isoformat()) == (
        "2026-07-01T00:00:00+02:00",
        "2026-07-02T00:00:00+02:00",
    )


@pytest.mark.parametrize("since", ["", "soon", "30", "d", "0d", "-3d", "30 days", "2026-13-01", "2026-04-01", "9999m"])
def test_what_is_no_span_is_told_with_what_to_write(since: str) -> None:
    with pytest.raises(WrongPeriod, match=r"30d \(days\), 12w \(weeks\), 6m \(months\) or a date like 2026-01-01"):
        period(since, TODAY)


def test_the_beginning_and_the_end_of_the_calendar_are_no_traceback() -> None:
    for today in (date.min, date.max):
        with pytest.raises(WrongPeriod):
            period("9w", today)
