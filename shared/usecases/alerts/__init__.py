"""Finding what needs a person, telling it once, and learning what came of it."""
