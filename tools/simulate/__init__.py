"""`make simulate`: what a messaging provider would send us, and what it would get back."""
