"""The channels: thin, they translate in and translate out."""
