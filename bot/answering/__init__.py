"""From what was understood to what is said: facts, clock, refunds, wording and the guard."""
