"""Commands for people: `make` lists them."""
