"""The learning platform's part of the demo: learners, consents, lessons and bills as files, and their rows."""
