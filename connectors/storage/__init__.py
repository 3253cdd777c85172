"""The record of conversations, on SQLAlchemy."""
