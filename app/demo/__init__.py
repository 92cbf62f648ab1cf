"""Namuna ("example"): an openly fictional town with reports of a whole year, so that every page has something to show."""
