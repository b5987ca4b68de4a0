"""Actions: typed orders that alerts, rules, the assistant and people give, and what became of them."""
