"""Messages of the bot: text, files, places, and "typing"."""

from __future__ import annotations

from typing import Any

from ..api import Call, method
from ..entities import formatted
from ..errors import REPLY_NOT_FOUND, THREAD_NOT_FOUND, bad
from ..markup import read_markup
from ..world import Chat, Record

Json = dict[str, Any]
ACTIONS = frozenset([
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
])  # fmt: skip
SHAPES: dict[str, Json] = {
    "document": {},
    "photo": {"width": 800, "height": 600},
    "voice": {"duration": 3},
    "audio": {"duration": 30},
    "video": {"width": 640, "height": 480, "duration": 5},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "video_note": {"length": 240, "duration": 4},
    "sticker": {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"},
}


def thread_of(chat: Chat, thread: int) -> int:
    """The topic a request names, or Telegram's refusal."""
    if not thread:
        return 0
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad(THREAD_NOT_FOUND)
    if topic.closed and not chat.bot_manages_topics():
        raise bad("TOPIC_CLOSED")
    return topic.id


def _reply_target(call: Call, chat: Chat) -> int:
    asked = call.params.json("reply_parameters") or {}
    if not asked and call.params.values.get("reply_to_message_id"):
        asked = {
            "message_id": call.params.number("reply_to_message_id"),
            "allow_sending_without_reply": call.params.flag("allow_sending_without_reply"),
        }
    if not asked:
        return 0
    if asked.get("chat_id") not in (None, chat.id):
        return 0
    record = chat.records.get(int(asked.get("message_id", 0)))
    if record is not None and not record.deleted:
        return int(record.message["message_id"])
    if asked.get("allow_sending_without_reply"):
        return 0
    raise bad(REPLY_NOT_FOUND)


def post(call: Call, body: Json) -> Record:
    """Write `body` as the bot into the chat of the request, with topic, reply and keyboard."""
    markup = read_markup(call.params)
    chat = call.world.writable(call.params.text("chat_id"))
    thread = thread_of(chat, call.params.number("message_thread_id"))
    reply_to = _reply_target(call, chat)
    if reply_to and not thread:
        thread = thread_of(chat, chat.records[reply_to].message.get("message_thread_id", 0) if chat.forum else 0)
    if markup is not None and "inline_keyboard" in markup:
        body["reply_markup"] = markup
    record = call.world.put(chat, call.world.bot, body, thread=thread, reply_to=reply_to)
    if markup is not None and "inline_keyboard" not in markup:
        record.message["keyboard"] = markup  # not part of Telegram's answer: for tests to see
    return record


def with_caption(call: Call, body: Json) -> Json:
    """Add the caption of a request to the body of a message."""
    caption, entities = formatted(call.params, "caption", 1024, required=False)
    if caption:
        body["caption"] = caption
    if entities:
        body["caption_entities"] = entities
    return body


@method("sendMessage")
def send_message(call: Call) -> Json:
    """A text."""
    text, entities = formatted(call.params)
    body: Json = {"text": text}
    if entities:
        body["entities"] = entities
    if options := call.params.json("link_preview_options"):
        body["link_preview_options"] = options
    return post(call, body).message


def stored_file(call: Call, kind: str) -> Json:
    """The file of a request, uploaded or named by its id, as the message shows it."""
    params, files = call.params, call.api.files
    source = params.text(kind)
    upload = params.files.get(source.removeprefix("attach://") if source.startswith("attach://") else kind)
    if upload is not None:
        if not upload.content:
            raise bad("file must be non-empty")
        file_id = call.api.keep_file(upload)
    elif source in files:
        file_id, upload = source, files[source]
    elif source.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    elif not source:
        raise bad(f"there is no {kind} in the request")
    else:
        raise bad("wrong file identifier/HTTP URL specified")
    shape = {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": len(upload.content)} | SHAPES[kind]
    if kind == "document":
        shape |= {"file_name": upload.name, "mime_type": upload.content_type or "application/octet-stream"}
    return shape


def _file_method(kind: str, name: str) -> None:
    @method(name)
    def send(call: Call) -> Json:
        shape = stored_file(call, kind)
        return post(call, with_caption(call, {kind: [shape] if kind == "photo" else shape})).message


for _kind, _name in {
    "document": "sendDocument", "photo": "sendPhoto", "voice": "sendVoice", "audio": "sendAudio",
    "video": "sendVideo", "animation": "sendAnimation", "video_note": "sendVideoNote",
    "sticker": "sendSticker",
}.items():  # fmt: skip
    _file_method(_kind, _name)


@method("sendLocation")
def send_location(call: Call) -> Json:
    """A place."""
    place = {name: float(call.params.text(name, "0")) for name in ("latitude", "longitude")}
    return post(call, {"location": place}).message


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """ "typing …" in a chat."""
    chat = call.world.writable(call.params.text("chat_id"))
    thread_of(chat, call.params.number("message_thread_id"))
    if call.params.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True
