"""What staff are told about their knowledge base."""
