"""Text to scores: tokenizer, windows and the ONNX session. Knows nothing of quotes."""
