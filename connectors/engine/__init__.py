"""The one door to Rasa: its client (for the gateway) and its Rasa side. Import them by module."""
