"""`python -m gateway` is `quintet`."""

from gateway.collector import made_for_good


def main() -> None:
    """Run the command line."""
    with made_for_good():
        from gateway.cli import main as run
    run()


if __name__ == "__main__":
    main()
