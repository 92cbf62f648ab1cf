"""Reads. They change nothing and commit nothing."""
