"""The identity provider of staff: whoever asks is who he says he is."""
