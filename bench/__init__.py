"""The benchmarks: Quintet against a plain version, PostGraphile 5 and endpoints written by hand."""
