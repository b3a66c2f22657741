"""How an operation runs: its transaction, its loaders, and the executor of derived fields (the resolver lane)."""
