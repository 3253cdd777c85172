"""A register of addresses that answers as PDOK Locatieserver v3.1 does, for the few streets of
`streets.yml`."""
