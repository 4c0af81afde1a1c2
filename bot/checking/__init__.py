"""What staff are told about their knowledge base: mistakes, and what they should look at."""
