"""Reports about public space, over the public API of Signalen."""
