"""Pages for people: templates, languages, static files. Knows Jinja2 and Babel, and no adapter."""
