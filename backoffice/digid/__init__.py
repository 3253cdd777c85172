"""A broker for DigiD that is none: whoever asks is who he says he is."""
