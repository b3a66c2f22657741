"""Writes `package-lock.json` anew from `package.json`: `python -m bench.postgraphile`."""

from bench.postgraphile import lock

if __name__ == "__main__":
    lock()
