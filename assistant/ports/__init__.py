"""One abstract class per capability that the core needs from outside."""
