"""Rasa graph components that understand Dutch residents, and the code they share."""
