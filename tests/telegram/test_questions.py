"""What applicants ask, and how the answer looks."""

import pytest

from bot.messages import LANGUAGES
from handlers.telegram.commands import ASKED
from handlers.telegram.words import Words
from tests.telegram.conftest import Start, World

APPLY = "https://oarf2.itcilo.org/STF/A9718056/en"


def test_a_question_is_answered_with_figures_in_bold(world: World) -> None:
    answer = world.server.user().ask("How much does the Academy cost?")
    assert any("2,720" in text for text in answer.marked("bold"))
    call = world.server.wait_call("sendMessage", lambda c: c["result"]["message_id"] == answer.id)
    assert '"is_disabled": true' in call["params"]["link_preview_options"]
    assert call["params"]["parse_mode"] == "HTML"


def test_html_in_a_question_is_harmless(world: World) -> None:
    user = world.server.user("<b>Eve & co</b>")
    assert user.ask("is a < b & c > d? <a href='x'>no</a>").text
    assert user.ask("/human <i>unclosed & raw").text
    thread = world.staff.wait_topic("Eve")
    assert "<i>unclosed & raw" in world.staff.wait("Question #", thread=thread).text


def test_the_application_link_is_a_button_while_applications_are_open(world: World) -> None:
    answer = world.server.user().ask("What does the Academy cost?")
    (button,) = [button for button in answer.buttons if button.url]
    assert button.url == APPLY


def test_the_application_link_is_gone_after_the_deadline(start: Start) -> None:
    bot = start(today="2025-05-24")
    user = bot.server.user()
    for question in ("What does the Academy cost?", "How do I apply to the Academy?", "/apply academy"):
        answer = user.ask(question)
        assert APPLY not in answer.text
        assert not [button for button in answer.buttons if button.url]


def test_a_choice_edits_its_message_and_stops_the_clock(world: World) -> None:
    user = world.server.user("Luc", language="fr-CA")
    asked = user.ask("Combien d'heures par semaine faut-il prévoir ?")
    if not asked.button("Académie 2025"):
        asked = user.ask("/dates")
    press = user.press("Académie 2025", asked)
    press.wait_answer()
    assert "Académie" in user.wait_edit(asked).text


def test_a_choice_answers_what_it_was_offered_for(world: World) -> None:
    """The conversation has gone elsewhere; the old button still means the old question."""
    user = world.server.user()
    dates = user.ask("When is it?")
    user.ask("What does the Academy cost?")
    user.press("Academy 2025", dates)
    assert "30 June" in user.wait_edit(dates).text


def test_buttons_of_before_a_restart_work(start: Start) -> None:
    bot = start()
    user = bot.server.user()
    asked = user.ask("When is it?")
    bot.restart()
    press = user.press("Academy 2025", asked)
    press.wait_answer()
    assert "30 June" in user.wait_edit(asked).text


def test_a_button_under_a_message_out_of_sight_is_answered_anew(world: World) -> None:
    user = world.server.user()
    asked = user.ask("When is it?")
    user.skip()
    press = user.press("Academy 2025", asked, inaccessible=True)
    press.wait_answer()
    assert "30 June" in user.wait().text


@pytest.mark.parametrize("data", ["0:c:en:academy-2025", "1:zz", "nonsense", "1:c:en:no-such-course:fees"])
def test_a_button_nobody_knows_stops_its_clock(world: World, data: str) -> None:
    user = world.server.user()
    asked = user.ask("/help")
    assert user.press("", asked, data=data).wait_answer()["text"]


def test_a_press_that_comes_too_late_is_no_trouble(world: World) -> None:
    user = world.server.user()
    asked = user.ask("When is it?")
    user.press("Academy 2025", asked, expired=True)
    assert "30 June" in user.wait_edit(asked).text
    assert user.ask("thanks").text


def test_two_presses_change_a_message_once(world: World) -> None:
    user = world.server.user()
    asked = user.ask("When is it?")
    presses = [user.press("Academy 2025", asked) for _ in range(2)]
    for press in presses:
        press.wait_answer()
    assert user.wait_edit(asked).text
    assert user.ask("thanks").text


def test_at_most_three_next_steps(world: World) -> None:
    answer = world.server.user().ask("What is the Academy about?")
    steps = [button for button in answer.buttons if button.data.startswith("1:s:")]
    assert 1 <= len(steps) <= 3


def test_every_button_fits(world: World) -> None:
    user = world.server.user("Eva", language="es")
    for question in ("¿Cuándo es y cuánto cuesta?", "/refunds", "/languages", "/courses", "hola"):
        for button in user.ask(question).buttons:
            assert len(button.data.encode()) <= 64


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_command_asks_its_question(world: World, name: str, language: str) -> None:
    user = world.server.user(language=language)
    user.ask(f"/{name}")
    rows = world.bot.look(
        lambda tables: tables.questions.rows("SELECT * FROM questions WHERE person = ?", str(user.id))
    )
    assert ASKED[name] in rows[0]["topics"]
    assert rows[0]["language"] == language


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ("academy-2025", "30 June"),
        ("A9718056", "30 June"),
        ("a9718056_fees", "2,720"),
        ("academy-2025_fees", "2,720"),
        ("social-protection-2025_deadline", "10 October"),
        ("refunds", "14 days"),
        ("no-such-thing_fees", "/help"),
        ("<b>", "/help"),
    ],
)
def test_a_deep_link(world: World, payload: str, says: str) -> None:
    assert says in world.server.user().ask(f"/start {payload}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_link_that_is_understood(world: World, words: Words, language: str) -> None:
    user = world.server.user(language=language)
    for topic in ("dates", "deadline", "apply", "fees", "payment", "funding", "refunds", "requirements", "language",
                  "format", "workload", "content", "certificate", "campus", "contact", "courses"):  # fmt: skip
        user.ask(f"/start academy-2025_{topic}")
        rows = world.bot.look(
            lambda tables: tables.questions.rows(
                "SELECT topics FROM questions WHERE person = ? ORDER BY id DESC", str(user.id)
            )
        )
        assert topic in rows[0]["topics"], (topic, rows[0])


def test_the_welcome_speaks_the_apps_language(world: World) -> None:
    assert world.server.user(language="fr-CA").ask("/start").text.startswith("Bonjour")
    assert world.server.user(language="pt-br").ask("/start").text.startswith("Hello")
    assert world.server.user(language=None).ask("/start").text.startswith("Hello")


def test_the_question_decides_the_language(world: World) -> None:
    user = world.server.user(language="en")
    assert "Académie" in user.ask("Combien coûte l'Académie ?").text


def test_the_language_is_chosen_and_kept(world: World) -> None:
    user = world.server.user()
    asked = user.ask("/language")
    user.press("Español", asked).wait_answer()
    user.wait_edit(asked, "español")
    assert "Qué se guarda" in user.ask("/privacy").text


def test_an_unknown_command_says_so(world: World) -> None:
    assert "/help" in world.server.user().ask("/nonsense").text


def test_an_edited_question_is_answered_anew_in_place(world: World) -> None:
    user = world.server.user()
    user.skip()
    question = user.send("What does the Academy cost?")
    answer = user.wait("2,720")
    user.edit(question, "When does the Academy start?")
    assert "30 June" in user.wait_edit(answer).text
    user.ask("thanks")
    assert len([m for m in user.messages() if "30 June" in m.text]) == 1


def test_what_cannot_be_read_gets_one_kind_line(world: World) -> None:
    user = world.server.user()
    sends = (user.send_voice, user.send_photo, user.send_sticker, user.send_location, user.send_document)
    for send in sends:
        user.skip()
        send()
        assert "text" in user.wait().text
    assert world.server.state()["downloads"] == []


def test_an_album_gets_one_answer(world: World) -> None:
    user = world.server.user()
    user.send_album(3)
    user.wait("text")
    user.ask("thanks")
    assert len([m for m in user.messages() if "only read text" in m.text]) == 1


def test_a_caption_and_a_forwarded_text_are_questions(world: World) -> None:
    user = world.server.user()
    user.send_photo("How much does the Academy cost?")
    assert "2,720" in user.wait().text
    user.forward("When does the Academy start?")
    assert "30 June" in user.wait("30 June").text


def test_was_this_helpful(world: World) -> None:
    user = world.server.user()
    answer = user.ask("How much does the Academy cost?")
    assert answer.button("👍")
    user.press("👍", answer).wait_answer()
    assert not user.wait_edit(answer).button("👎")
    other = user.ask("When does the Academy start?")
    user.press("👎", other).wait_answer()
    user.press("Ask the team", user.wait_edit(other)).wait_answer()
    assert "passed your question" in user.wait().text
    thread = world.staff.wait_topic(str(user.id))
    assert "When does the Academy start?" in world.staff.wait("Question #", thread=thread).text


def test_helpful_is_not_asked_under_every_line(world: World) -> None:
    user = world.server.user()
    for question in ("hello", "thanks", "/help", "/privacy", "what is the weather in Paris"):
        assert not user.ask(question).button("👍")


def test_no_typing_where_the_answer_is_there_at_once(world: World) -> None:
    user = world.server.user()
    user.ask("How much does the Academy cost?")
    assert user.actions() == []


def test_a_course_chosen_from_the_list_is_introduced(world: World) -> None:
    user = world.server.user()
    listed = user.ask("/courses")
    user.press("Academy 2025", listed).wait_answer()
    shown = user.wait_edit(listed).text
    assert "30 June" in shown
    assert "2,720" in shown


def test_where_several_courses_are_named_each_link_says_whose_it_is(world: World) -> None:
    for button in world.server.user().ask("/courses").buttons:
        assert not button.url or "202" in button.text
