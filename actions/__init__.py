"""Rasa actions: read the tracker, call a service, choose a response. One file per topic."""
