"""`python -m gateway` is `quintet`."""

from gateway.cli import main

if __name__ == "__main__":
    main()
