"""Texts for people in their language: the catalogue, and how values are written. No web, no layer above."""
