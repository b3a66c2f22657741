"""The baseline: the graph as one writes it from the documentation of Strawberry, SQLModel and SQLAlchemy.

ORM classes, object types made from them, one AsyncSession a request, one DataLoader a relation, lists and windows as
the documentation has them. It has no token and no row security: who asks is an argument, and it connects as a role
that sees every row.
"""
