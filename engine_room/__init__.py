"""What lets Rasa 3.6 run today: without TensorFlow, on a maintained Python. See README.md."""
