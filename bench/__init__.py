"""`python -m bench`: Balie beside a bot as `rasa init` makes it, in one run on one machine."""
