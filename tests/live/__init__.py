"""Live updates: sockets, event streams, delivery of events."""
