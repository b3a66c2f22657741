"""The benchmarks: Quintet against the same graph written plainly from the libraries' documentation."""
