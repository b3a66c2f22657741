"""The oracle: generated operations over the whole schema and hostile data, to which both lanes must say the same."""
