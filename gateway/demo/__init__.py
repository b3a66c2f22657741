"""The demo: one person with an account in every product, as readable files and the rows they become."""
