"""HTML mail: the quoted part cut out of the tree, by the marks each client leaves, and the rest made text.

Marks: Gmail ``gmail_quote``, Apple Mail and Roundcube ``blockquote type=cite``, Thunderbird
``moz-cite-prefix``, Outlook
``divRplyFwdMsg``, ``appendonsend`` and the grey line of Word's HTML, Yahoo ``yahoo_quoted``, Proton, Zoho,
GMX. A bare
``<blockquote>`` is formatting, not a quote (freescout issue 4460).
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import Any

import html_text
import lxml.html  # type: ignore[import-untyped]

HTML_LIMIT = 1_000_000

_DROPPED = "script|style|head|title|meta|link|object|embed|template|noscript|svg|iframe"
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all", re.I)
_GREY_LINE = re.compile(r"border-top\s{0,3}:\s{0,3}solid\s{1,3}(?:#?e1e1e1|#?b5c4df|windowtext)", re.I)
_SIGNATURES = {
    "gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "protonmail_signature_block",
    "yahoo-signature", "applemailsignature", "signature",
}  # fmt: skip
_ATTRIBUTIONS = {"gmail_attr", "moz-cite-prefix", "reply-intro", "moz-email-headers-table"}
_QUOTE_CLASSES = {
    "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote", "quotedtext",
    "gmail_extra_quote", "isreplycontent", "ymail_quoted", "sh-quoted-content",
}  # fmt: skip
_FOLLOWING = {
    "divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "stopspelling",
    "isforwardcontent", "replybody-original", "outlookmessageheader",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text of an HTML mail in two halves.

    Attributes:
        new: what stands outside the quotes and signatures.
        quoted: what stood in them.
        found: whether any client's mark was seen at all.
    """

    new: str
    quoted: str
    found: bool


def html_to_text(html: str) -> str:
    """HTML as text with paragraphs and lists; hidden parts left out.

    Args:
        html: any markup, well formed or not.

    Returns:
        Its text; where even a lenient parser gives up, the markup with its tags removed. Never raises.
    """
    root = _tree(html)
    return _without_tags(html) if root is None else _text(root)


def without_quotes(html: str) -> Stripped:
    """Set aside what clients mark as quoted or as signature.

    Args:
        html: the message's HTML.

    Returns:
        Both halves. Where nothing would be left outside, or the markup cannot be parsed, ``found`` is False.
    """
    root = _tree(html)
    if root is None:
        return Stripped(_without_tags(html), "", False)
    cut: list[Any] = []
    quotes = 0
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or _gone(element, root):
            continue
        names = _names(element)
        if names & _SIGNATURES or names & _ATTRIBUTIONS:
            cut.append(_remove(element))
            quotes += bool(names & _ATTRIBUTIONS)
        elif _starts_quote(element, names):
            cut += _remove_following(element, root)
            quotes += 1
        elif _is_quote(element, names):
            cut.append(_remove(element))
            quotes += 1
    new = _text(root)
    quoted = "\n\n".join(_text(element) for element in cut)
    return Stripped(new, quoted, quotes > 0 and bool(new.strip()))


def _tree(html: str) -> Any:
    html = html[:HTML_LIMIT].replace("\x00", "")
    if not html.strip():
        return None
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (
        Exception,
        RecursionError,
    ):  # lxml raises ParserError, ValueError, XMLSyntaxError … for what is no HTML
        return None
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROPPED.split("|"):
            if element is not root and element.getparent() is not None:
                element.drop_tree()
        elif _HIDDEN.search(element.get("style", "")[:2000]) and element.getparent() is not None:
            element.drop_tree()
    return root


def _text(root: Any) -> str:
    try:
        text: str = html_text.etree_to_text(root)
    except (Exception, RecursionError):
        text = str(root.text_content())
    return re.sub(r"\n{3,}", "\n\n", text.replace("\xa0", " ")).strip()


def _without_tags(html: str) -> str:
    return " ".join(entities.unescape(re.sub(r"<[^<>]{0,2000}>", " ", html[:HTML_LIMIT])).split())


def _names(element: Any) -> set[str]:
    """Classes and id, lower case, without the ``x_`` and ``ydp…`` that Outlook and Yahoo put before them."""
    words = f"{element.get('class', '')} {element.get('id', '')}"[:1000].lower().split()
    return {re.sub(r"^(?:x_|ydp[0-9a-f]{1,12})+", "", word) for word in words}


def _is_quote(element: Any, names: set[str]) -> bool:
    if element.tag == "blockquote":
        return element.get("type", "").lower() == "cite" or bool(names & ({"gmail_quote"} | _QUOTE_CLASSES))
    if "gmail_quote" in names:
        # Answers between the quotes stand inside this division; only the blockquotes in it are quoted then.
        return not any("gmail_quote" in _names(inner) for inner in element.iter("blockquote"))
    return bool(names & _QUOTE_CLASSES) or (element.tag == "div" and element.get("name", "").lower() == "quote")


def _starts_quote(element: Any, names: set[str]) -> bool:
    if names & _FOLLOWING:
        return True
    return element.tag == "div" and bool(_GREY_LINE.search(element.get("style", "")[:500]))


def _gone(element: Any, root: Any) -> bool:
    """Whether the element was cut out with one of its ancestors."""
    top = element
    while top.getparent() is not None:
        top = top.getparent()
    return top is not root


def _remove(element: Any) -> Any:
    """Take the element out, leaving the text behind it where it is."""
    parent = element.getparent()
    if parent is None:
        return element
    tail, element.tail = element.tail, None
    if tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = f"{previous.tail or ''}\n{tail}"
        else:
            parent.text = f"{parent.text or ''}\n{tail}"
    parent.remove(element)
    return element


def _remove_following(element: Any, root: Any) -> list[Any]:
    """Take out the element and everything that comes after it in the document."""
    cut: list[Any] = []
    current = element
    while current is not None and current is not root and current.tag != "body":
        parent = current.getparent()
        for sibling in list(current.itersiblings()):
            sibling.tail = None
            parent.remove(sibling)
            cut.append(sibling)
        current.tail = None
        current = parent
    cut.insert(0, _remove(element))
    return cut
