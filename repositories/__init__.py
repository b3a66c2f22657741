"""Which rows: typed repositories, transactions with an identity, and the builders of every SELECT."""
