"""What was asked and how it went, and what the knowledge base lacks for it: the report for staff."""
