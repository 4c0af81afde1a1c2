"""Whether a mail is really for us and really from whom it says."""

from __future__ import annotations

import re
from typing import Literal

from handlers.mail.header_fields import usable
from handlers.mail.incoming import Address, IncomingMail
from handlers.mail.ours import Ours

Authentication = Literal["passed", "failed", "unaligned", "unknown"]

_COMMENT = re.compile(r"\([^()]{0,1000}\)")
_RESULT = re.compile(r"([a-z][a-z0-9-]{0,30})\s{0,5}(?:/\s{0,5}\d{1,3}\s{0,5})?=\s{0,5}([a-z]{1,20})", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(smtp\.mailfrom|smtp\.helo|header\.d|header\.i|header\.from)\s{0,5}=\s{0,5}\"?([^\s;\"]{1,300})", re.I
)


def addressed_to_us(mail: IncomingMail, ours: Ours) -> bool:
    """Whether we stand in To, Cc, Resent-To or Resent-Cc (RFC 5230 §4.5), under any of our addresses."""
    return ours.among((*mail.to, *mail.cc, *mail.resent))


def recipient(mail: IncomingMail, ours: Ours) -> Address | None:
    """Whom an answer goes to: exactly one person, never those in copy.

    An applicant service is what RFC 3834 §1.2 calls a service responder, and a person who sets Reply-To
    expects it to be used; where it does not name exactly one other address, From counts.

    Args:
        mail: the message.
        ours: our addresses, which are never written to.

    Returns:
        The address, or None where there is none, several (RFC 5322 §3.6.2 allows that in From) or one that
        mail cannot be sent to.
    """
    for candidates in (mail.reply_to, mail.from_):
        others = {address.key: address for address in candidates if not ours.owns(address.email)}
        if len(others) == 1:
            address = next(iter(others.values()))
            if usable(address):
                return address
    return None


def authentication(mail: IncomingMail, ours: Ours) -> Authentication:
    """What our own server found out about the sender.

    Only the top-most Authentication-Results with the trusted authserv-id counts: those below it came with the
    message and say what its sender likes (RFC 8601 §5, §7.1).

    Args:
        mail: the message.
        ours: holds the trusted authserv-id.

    Returns:
        ``failed`` for DMARC fail, or SPF or DKIM failing with none passing for the sender's domain;
        ``unaligned`` where one passes, but for another domain; ``unknown`` where nobody trusted has looked.
    """
    if not ours.authserv_id or not mail.from_:
        return "unknown"
    for value in mail.values("authentication-results"):
        plain = _COMMENT.sub(" ", _COMMENT.sub(" ", value))
        head, _, results = plain.partition(";")
        name = head.strip().split(" ")[0].strip('"').lower()
        if name == ours.authserv_id.strip().lower():
            return _verdict(results, mail.from_[0].domain)
    return "unknown"


def _verdict(results: str, domain: str) -> Authentication:
    """RFC 7489 §3.1: a pass counts where its domain is the sender's own."""
    failed = passed = False
    dmarc = ""
    for entry in results.split(";"):
        match = _RESULT.match(entry.strip())
        if not match:
            continue
        method, result = match.group(1).lower(), match.group(2).lower()
        if method == "dmarc":
            dmarc = dmarc or result
        elif method in ("spf", "dkim"):
            if result == "pass":
                names = {_domain(value) for key, value in _PROPERTY.findall(entry) if key.lower() != "header.from"}
                if any(_aligned(name, domain) for name in names):
                    return "failed" if dmarc == "fail" else _unless_dmarc_fails(results)
                passed = True
            failed = failed or result in ("fail", "softfail", "permerror", "hardfail", "policy")
    if dmarc == "fail":
        return "failed"
    if dmarc == "pass":
        return "passed"
    if failed and not passed:
        return "failed"
    return "unaligned" if passed else "unknown"


def _unless_dmarc_fails(results: str) -> Authentication:
    return "failed" if re.search(r"(?:^|;)\s{0,20}dmarc\s{0,5}=\s{0,5}fail\b", results, re.IGNORECASE) else "passed"


def _domain(value: str) -> str:
    return value.rpartition("@")[2].strip("<>.").lower()


def _aligned(name: str, domain: str) -> bool:
    """Relaxed alignment without a public suffix list: the same domain, or one below the other."""
    return bool(name) and "." in name and (name == domain or name.endswith(f".{domain}") or domain.endswith(f".{name}"))
