"""A municipality in a box: the registers that Balie talks to, over their national APIs.

A program of its own. It imports nothing of Balie and Balie imports nothing of it: they meet on the
wire only, so that each part can be replaced by the real system.
"""
