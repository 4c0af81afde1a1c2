"""The mail channel. Its pure half decides and composes, its other half speaks with servers and remembers.

Pure: :mod:`.reading` bytes to a mail, :mod:`.new_text` what is new in it, :mod:`.silence`, :mod:`.trust`,
:mod:`.sensitive` and :mod:`.deciding` what to do, :mod:`.letters` and :mod:`.composing` the answer, :mod:`.handling`
all of it.

The way of a mail: :mod:`.listening` keeps the connection (:mod:`.line`, :mod:`.mailbox`), :mod:`.arrivals` writes down
what is new, :mod:`.working` has it decided, with caps from :mod:`.planning`, and :mod:`.finishing` writes down in one
transaction what follows; :mod:`.posting` sends by :mod:`.smtp`, :mod:`.filing` puts drafts, copies and flags into the
account. :mod:`.sent_folder` sees what staff send themselves, :mod:`.answers` carries what they write in the Telegram
staff chat, :mod:`.notices` and :mod:`.health` tell them what they have to know. :mod:`.channel` puts it together.
"""
