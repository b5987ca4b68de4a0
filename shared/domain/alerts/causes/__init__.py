"""The causes: each says from facts alone when it falls due, or that it does not hold."""
