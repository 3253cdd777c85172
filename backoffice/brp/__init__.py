"""The register of persons (BRP), as Haal Centraal Personen bevragen 2 tells of it."""
