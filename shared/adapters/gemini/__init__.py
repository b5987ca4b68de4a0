"""Google's Gemini as a reader of free text; the only door to google-genai.

Importing it costs 0.3 s of CPU, so it waits until the first text is read.
"""

from shared.adapters.gemini.extractor import GeminiExtractor

__all__ = ["GeminiExtractor"]
