"""The video appointment: a waiting room for the resident, a door for the official, and the wire."""
