"""A demo of Google's Gemini API: a real HTTP server speaking the part that reading text needs.

`app.create_app()` is the WSGI application, `server.DemoGemini.start()` runs it in a thread. It
reads with the suite's own dictionaries, and lies, stalls or breaks on order (`acting.py`).
Shapes: Gemini API, models.generateContent, v1beta (Google's reference and google-genai 3.6, read
2026-11); errors as google.rpc.Status.
"""
