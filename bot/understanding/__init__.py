"""From a message to what it asks: language, requests, courses, dates."""
