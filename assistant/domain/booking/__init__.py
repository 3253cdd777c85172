"""Making, moving and cancelling an appointment as a conversation: pure rules, no text, no calls.

A message is read into `Facts`; `fill` puts them into the `Draft`, in any order and as corrections;
what is still missing follows from the draft alone.
"""
