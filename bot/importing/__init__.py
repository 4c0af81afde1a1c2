"""From an information note to the draft of a course file."""
