"""Endpoints written by hand for each question: one statement with PostgreSQL's JSON functions, who asks included."""
