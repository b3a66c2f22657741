"""RepurposeFlow's part of the demo: people, texts, posts, bills and webhooks as files, and their rows."""
