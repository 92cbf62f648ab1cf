"""Real boundaries: Tashkent, OpenStreetMap as it comes, Boston."""
