"""A reader of free text that needs no language model: word lists, numbers, dates, money."""

from shared.adapters.dictionaries.extractor import DictionaryExtractor

__all__ = ["DictionaryExtractor"]
