"""The e-mail channel: read a message, decide what may be done with it, compose the answer.

Everything here but :mod:`handlers.mail.words` (which reads YAML once) is a function of its arguments: no
clock, no network, no store. Whoever moves mail in and out calls :func:`handlers.mail.handling.handle`.
"""
