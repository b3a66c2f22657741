"""Documents whose examples are run."""
