"""The heatmap of an area, the same for its council and for everybody; `is_public` says for whom it is made."""
