"""One finder a subject: each looks through the sheet and tells what the note states of its facts."""
