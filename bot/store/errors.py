"""What can be wrong with a database before anything is done with it."""


class StoreError(Exception):
    """The database cannot be used; the text is one plain line."""
