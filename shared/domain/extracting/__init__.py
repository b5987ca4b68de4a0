"""Free text into levels: what is asked, what may be shown to a reader, what counts as proof.

`schema` says what is looked for, `sanitise` makes typed text fit to be read, `prompt` words the
order to a language model, `proof` believes only what the text says word for word.
"""
