"""The case system of a municipality, over the ZGW APIs (Zaken 1.5, Catalogi 1.3)."""
