"""The suite's import package: ports, use cases, domain and adapters shared by every function."""
