"""How well does Balie answer? Asks a folder of questions through the web chat and judges them."""
