"""The applicant assistant: a pure core that turns a question and the knowledge base into a reply."""
