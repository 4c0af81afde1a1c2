"""Any bytes become an IncomingMail."""

from __future__ import annotations

import base64
import gzip
import struct
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.mail.bodies import unflowed
from handlers.mail.reading import read
from tests.mail.stub import mail

HEAD = b"From: Ana <ana@example.org>\r\nTo: migration@itcilo.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def body(content: bytes, kind: str = "text/plain", encoding: str = "8bit") -> bytes:
    return HEAD + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Où est le café ?".encode(), "text/plain; charset=utf-8"),
        ("Où est le café ?".encode("latin-1"), "text/plain; charset=iso-8859-1"),
        ("Où est le café ?".encode("latin-1"), "text/plain; charset=utf-8"),
        ("Où est le café ?".encode("latin-1"), "text/plain"),
        ("Où est le café ?".encode(), "text/plain; charset=us-ascii"),
        ("Où est le café ?".encode(), "text/plain; charset=x-unknown-nonsense"),
        ("Où est le café ?".encode("cp1252"), 'text/plain; charset="windows-1252"'),
        ("Où est le café ?".encode("utf-16"), "text/plain; charset=utf-16"),
        ("\ufeffOù est le café ?".encode(), "text/plain"),
    ],
)
def test_charsets_right_wrong_and_missing(content: bytes, kind: str) -> None:
    assert read(body(content, kind)).text == "Où est le café ?"


def test_headers_are_decoded_and_made_safe() -> None:
    raw = (
        b"From: =?utf-8?q?Ana_P=C3=A9rez?= <Ana@Example.ORG>\r\n"
        b"To: =?iso-8859-1?q?Fran=E7ois?= <migration@itcilo.org>, undisclosed:;\r\n"
        b"Subject: =?utf-8?b?" + base64.b64encode(b"Fees\r\nBcc: victim@example.org") + b"?=\r\n"
        b"Message-ID: <a@b> <c@d>\r\nReferences: <1@x> junk <2@x>\r\n\t<1@x>\r\nDate: nonsense\r\n\r\nhi"
    )
    found = read(raw)
    assert found.from_[0].name == "Ana Pérez" and found.from_[0].email == "Ana@example.org"
    assert found.subject == "Fees Bcc: victim@example.org"
    assert found.message_id == "<a@b>" and found.references == ("<1@x>", "<2@x>")
    assert found.date is None


def test_raw_eight_bit_headers() -> None:
    raw = HEAD.replace(b"Subject: x", "Subject: Où est le café".encode("latin-1")) + b"\r\nx"
    assert read(raw).subject == "Où est le café"
    raw = HEAD.replace(b"Subject: x", "Subject: Où est le café".encode()) + b"\r\nx"
    assert read(raw).subject == "Où est le café"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("Return-Path: <>\r\n", ""),
        ("Return-Path: < >\r\n", ""),
        ("Return-Path: <A@b.org>\r\n", "a@b.org"),
    ],
)
def test_return_path(header: str, expected: str | None) -> None:
    assert read(header.encode() + HEAD + b"\r\nx").return_path == expected


def test_format_flowed() -> None:
    assert unflowed("What is \nthe fee?\n> quoted \n> line\n-- \nAna") == "What is the fee?\n> quoted line\n-- \nAna"
    assert unflowed("a \nb", delsp=True) == "ab"
    raw = body(b"What is \r\nthe fee?\r\n", "text/plain; format=flowed; charset=utf-8")
    assert read(raw).text == "What is the fee?"


def test_html_alone_becomes_text() -> None:
    assert read(body(b"<p>What is<br>the fee?</p>", "text/html")).text == "What is\nthe fee?"


def test_html_where_the_text_part_is_a_stub() -> None:
    html = "<p>" + "I would like to know how high the fee is. " * 5 + "</p>"
    assert "how high" in read(mail("See HTML.", html)).text


def test_attachments_by_kind() -> None:
    message = EmailMessage()
    message["From"] = "ana@example.org"
    message.set_content("hello")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="CV Pérez.pdf")
    message.add_attachment(b"x" * 30, maintype="image", subtype="png", filename="image001.png", cid="<1>")
    found = read(message.as_bytes())
    assert [(a.name, a.content_type, a.inline) for a in found.attachments] == [
        ("CV Pérez.pdf", "application/pdf", False),
        ("image001.png", "image/png", True),
    ]


def test_calendar_and_encrypted() -> None:
    raw = body(b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR", "text/calendar; charset=utf-8")
    assert read(raw).calendar_methods == ("REQUEST",)
    assert read(body(b"AAAA", "application/pkcs7-mime; smime-type=enveloped-data", "base64")).encrypted
    assert read(body(b"--b\r\n\r\nx\r\n--b--", "multipart/encrypted; boundary=b")).encrypted


def test_signed_mail_is_read() -> None:
    raw = HEAD + (
        b'Content-Type: multipart/signed; boundary="s"; protocol="application/pkcs7-signature"\r\n\r\n'
        b"--s\r\nContent-Type: text/plain\r\n\r\nWhat is the fee?\r\n--s\r\n"
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--s--\r\n"
    )
    found = read(raw)
    assert found.text == "What is the fee?" and not found.attachments and not found.encrypted


def attribute(identity: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, identity, 1, len(data)) + data + b"\x00\x00"


def test_winmail_dat_is_opened() -> None:
    html = b"<p>What is the fee?</p>"
    properties = struct.pack("<I", 2) + struct.pack("<HHI", 0x0003, 0x0FFF, 7)
    properties += struct.pack("<HHII", 0x0102, 0x1013, 1, len(html)) + html + b"\x00" * (-len(html) % 4)
    tnef = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x9007, struct.pack("<II", 1252, 0))
    tnef += attribute(0x9003, properties) + attribute(0x8010, "Pérez.pdf\x00".encode("cp1252"), 2)
    found = read(body(base64.encodebytes(tnef), "application/ms-tnef; name=winmail.dat", "base64"))
    assert found.text == "What is the fee?"
    assert [a.name for a in found.attachments] == ["Pérez.pdf"]
    for cut in range(0, len(tnef), 7):
        read(body(base64.encodebytes(tnef[:cut]), "application/ms-tnef", "base64"))


def nested(depth: int) -> bytes:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(depth))
    return HEAD + head + b"Content-Type: text/plain\r\n\r\nhi"


HOSTILE = {
    "empty": b"",
    "nul": b"\x00" * 1000,
    "no header": b"hello\r\n",
    "only header": b"From: a@b.org",
    "nested": nested(3000),
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000,
    "boundary missing": HEAD + b"Content-Type: multipart/mixed\r\n\r\nx",
    "boundary self": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx',
    "bad base64": body(b"!!!not base64===", encoding="base64"),
    "bad qp": body(b"=ZZ=\r\n=", encoding="quoted-printable"),
    "bad cte": body(b"x", encoding="x-gzip64"),
    "bad type": body(b"x", kind=";;;==/"),
    "huge header": b"X-Long: " + b"a" * 3_000_000 + b"\r\n" + HEAD + b"\r\nx",
    "many headers": b"".join(b"X-%d: a\r\n" % i for i in range(100_000)) + HEAD + b"\r\nx",
    "many parameters": HEAD + b"Content-Type: text/plain; " + b"a=b;" * 300_000 + b"\r\n\r\nx",
    "many to": HEAD + b"To: " + b"a@b.org, " * 100_000 + b"\r\n\r\nx",
    "commas": HEAD + b"Cc: " + b'"(,' * 100_000 + b"\r\n\r\nx",
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx",
    "group": b"From: a:b:c;;<,>@\r\nTo: <<<>>>\r\n\r\nx",
    "surrogates": b"From: \xed\xa0\x80 <a@b.org>\r\nSubject: =?utf-8?q?=ED=A0=80?=\r\n\r\n\xed\xa0\x80",
    "utf-7 bomb": body(b"+AAA-" * 100_000, "text/plain; charset=utf-7"),
    "rot13": body(b"uryyb", "text/plain; charset=rot13"),
    "idna": body(b"xn--a" * 100, "text/plain; charset=idna"),
    "zip codec": body(b"x\x9c", "text/plain; charset=zlib"),
    "undefined": body(b"x", "text/plain; charset=undefined"),
    "gzip bomb": body(base64.encodebytes(gzip.compress(b"\x00" * 5_000_000)), "application/gzip", "base64"),
    "deep html": body(b"<div>" * 200_000 + b"x", "text/html"),
    "unclosed": body(b"<a <b <c " * 100_000, "text/html"),
    "entities": body(b"<!DOCTYPE a [<!ENTITY b 'cc'>]>" + b"&b;" * 1000, "text/html"),
    "table bomb": body(b"<table><tr><td>" * 50_000, "text/html"),
    "digest": HEAD + b"Content-Type: message/rfc822\r\n\r\n" + HEAD + b"\r\nx",
    "partial": HEAD + b"Content-Type: message/partial; number=1; total=2; id=x\r\n\r\nx",
    "external": HEAD + b"Content-Type: message/external-body; access-type=URL\r\n\r\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_in_no_time(name: str) -> None:
    start = time.perf_counter()
    found = read(HOSTILE[name])
    assert found.digest and found.dedupe_key
    assert time.perf_counter() - start < 5


def test_long_headers_keep_who_and_what() -> None:
    found = read(HOSTILE["huge header"])
    assert found.from_[0].email == "ana@example.org" and found.text == "x"
    assert read(HOSTILE["many headers"]).from_[0].email == "ana@example.org"


def test_mbox_line_and_leading_blank_lines() -> None:
    assert read(b"From ana Mon Jan 19\n" + HEAD + b"\r\nx").from_
    assert read(b"\r\n\r\n" + HEAD + b"\r\nx").from_


def test_dedupe_key() -> None:
    first = read(mail("What is the fee?"))
    assert first.dedupe_key == read(mail("What is  the fee?", Received="elsewhere")).dedupe_key
    assert first.dedupe_key != read(mail("Another text")).dedupe_key
    assert read(mail("x", Message_ID="")).dedupe_key != read(mail("x", Message_ID="", Subject="y")).dedupe_key


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    read(data)
    read(HEAD + data)
