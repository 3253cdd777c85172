"""PDOK Locatieserver: where an address or a street is."""
