"""Zaken and their catalogue, as the ZGW APIs of the VNG speak of them."""
