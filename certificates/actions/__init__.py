"""Acts on certificates and their log."""
