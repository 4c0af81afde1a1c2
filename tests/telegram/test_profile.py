"""The bot's face in three languages, written only where it differs."""

from bot.messages import LANGUAGES
from handlers.telegram.words import Words
from tests.botapi import Server
from tests.telegram.conftest import Start


def test_menus_and_texts_are_set_in_every_language(server: Server, start: Start, words: Words) -> None:
    staff = server.group("Staff", bot="administrator")
    start(staff_chat_id=staff.id)
    server.wait_call("setMyCommands", lambda call: "chat_id" in call["params"]["scope"] and
                     call["params"].get("language_code") == "es")  # fmt: skip
    profile = server.profile()
    for language in LANGUAGES:
        code = "" if language == "en" else language
        menu = {entry["command"]: entry["description"] for entry in profile["commands"][f"all_private_chats|{code}"]}
        assert menu["fees"] == words.text(language, "menu.fees")
        assert {"start", "tickets", "stats"}.isdisjoint(menu)
        group = {entry["command"] for entry in profile["commands"][f"all_group_chats|{code}"]}
        assert group < set(menu)
        staffs = {entry["command"] for entry in profile["commands"][f"chat:{staff.id}|{code}"]}
        assert staffs == {"tickets", "close", "draft", "why", "stats", "reload", "pause", "resume"}
        for field in ("name", "description", "short_description"):
            assert profile["texts"][f"{field}|{code}"]


def test_nothing_is_written_where_nothing_differs(server: Server, start: Start) -> None:
    bot = start()
    server.wait_call("setMyCommands", lambda call: call["params"].get("language_code") == "es" and
                     "all_group_chats" in call["params"]["scope"])  # fmt: skip
    bot.stop()
    before = server.seq
    bot.start()
    server.wait_call("getMyCommands", lambda call: call["params"].get("language_code") == "es" and
                     "all_group_chats" in call["params"]["scope"], since=before)  # fmt: skip
    server.user().ask("hello")
    assert [call["method"] for call in server.calls(since=before) if call["method"].startswith("setMy")] == []


def test_a_flood_limit_on_menus_does_not_keep_anybody_waiting(server: Server, start: Start) -> None:
    server.fault("retry_after", method="setMy*", seconds=30, times=0)
    start()
    assert server.user().ask("hello").text
