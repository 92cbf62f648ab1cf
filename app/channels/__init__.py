"""Ways out: one file each. Without a gateway, messages are written to a folder that the developer can read."""
