"""Pure geometry: points, areas, cells and heat. Coordinates are EPSG:4326, longitude first."""
