"""The nouns: pure values and rules, free of input, output and clocks."""
