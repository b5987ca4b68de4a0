"""A demo of Meta's Graph API: a real HTTP server speaking the part that lead ads need.

`app.create_app(path)` is the WSGI application, `server.DemoMeta.start(path)` runs it in a thread.
"""
