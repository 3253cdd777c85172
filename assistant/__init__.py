"""The core of Balie. Knows no Rasa, HTTP or SQL."""
