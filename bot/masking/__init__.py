"""Personal data taken out of questions before they are written down.

Addresses, phone, document and card numbers and the sender's own name become ``[e-mail]``, ``[phone]``, ``[number]``
and ``[name]``. Dates, amounts, the codes of courses and our own addresses are what questions are about: they stay.
"""

from bot.masking.masking import CurrentMasking, Masking
from bot.masking.sheet import MAIL, NAME, NUMBER, PHONE

__all__ = ["MAIL", "NAME", "NUMBER", "PHONE", "CurrentMasking", "Masking"]
