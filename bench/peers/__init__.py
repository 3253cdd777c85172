"""Who answers the same questions as Balie's reader in `python -m bench.understanding`."""
