"""LiveConvo in the graph: mutations and subscriptions; everything that is read is derived from the models."""
