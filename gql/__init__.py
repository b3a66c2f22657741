"""The graph: types derived from the models, root fields, limits, and the HTTP and WebSocket endpoints."""
