"""Pure rules: the standard library, NumPy and Shapely only."""
