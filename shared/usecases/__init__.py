"""The verbs: one use case a file; what each needs of the world comes in as keyword arguments."""
