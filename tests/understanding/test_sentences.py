"""Texts packed as numbers come out as they went in."""

from bot.understanding.sentences import Sentences

TEXTS = [["how", "much", "is", "the", "course"], [], ["how", "how"]]


def test_words_come_out_in_their_order() -> None:
    assert list(Sentences(TEXTS)) == TEXTS


def test_one_text_and_the_last_ones_are_found_by_their_place() -> None:
    packed = Sentences(iter(TEXTS))
    assert len(packed) == 3
    assert packed[-1] == ["how", "how"]
    assert packed[1:] == TEXTS[1:]
