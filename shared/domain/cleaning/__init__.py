"""What people type, made usable: text, names, e-mail addresses, phones, countries, answers."""
