from collections import Counter

import pytest

from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES, Language
from bot.reporting.groups import small_words
from bot.reporting.likeness import alike, wording


def groups(*texts: str, small: tuple[str, ...] = ("is", "there", "a", "the", "on")) -> list[list[str]]:
    return alike(Counter(wording(text, small) for text in texts))


def test_order_capitals_accents_and_small_words_make_no_difference() -> None:
    assert wording("Is there a POOL on the campus?", ("is", "there", "a", "on", "the")) == wording("campus – pool", ())


def test_figures_make_no_difference() -> None:
    assert wording("room for 12 nights", ()) == wording("room for 7 nights", ())


def test_a_question_of_small_words_alone_keeps_them() -> None:
    assert wording("Is there?", ("is", "there")) == "is there"


def test_misspelt_questions_join_the_right_ones() -> None:
    found = groups("Is there a swimming pool?", "Is there a swiming pool?", "is there a swimming pol")
    assert len(found) == 1


def test_the_most_frequent_wording_stands_first() -> None:
    counted = {"pool swiming": 1, "pool swimming": 9, "parking": 3}
    assert alike(counted) == [["pool swimming", "pool swiming"], ["parking"]]


def test_different_questions_stay_apart() -> None:
    assert len(groups("Is there a pool?", "Is there a laundry?", "Can I bring my dog?")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_of_the_example_questions_are_hardly_ever_mixed(knowledge: Knowledge, language: Language) -> None:
    small = small_words(knowledge.lexicon[language])
    entry = {
        wording(text, small): item.id for item in knowledge.faq.values() for text in getattr(item.questions, language)
    }
    found = alike(dict.fromkeys(entry, 1))
    right = sum(max(Counter(entry[one] for one in group).values()) for group in found)
    assert right / len(entry) > 0.94
    assert len(found) < 0.9 * len(entry)
