"""A Bayesian additive scorecard: scores rows of fields by outcomes; stands alone.

Serving (standard library only): `scorecard`, `artefact`, `expert`, `sentences`, `intercept`.
Training (numpy): `training`. See README.md.
"""
