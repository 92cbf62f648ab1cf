"""Writes. The only place that commits: once, last."""
