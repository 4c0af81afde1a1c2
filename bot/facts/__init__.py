"""The typed model of the knowledge base, and loading it with line numbers."""
