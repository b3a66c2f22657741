"""What killed test processes leave behind is found by name, and nothing else is."""

import os
import subprocess
import sys

from tests.databases import TEMPLATE, TEMPLATES_KEPT, leftovers


def test_databases_of_processes_that_are_gone_are_left_over() -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead, mine = int(gone.stdout), os.getpid()
    left = [f"quintet_test_{dead}_0a1b2c", f"quintet_demo_roadtrip_{dead}", f"quintet_test_{dead}_0a1b2c_mutated"]
    kept = [f"quintet_test_{mine}_0a1b2c", f"quintet_crowded_{mine}", "quintet", "postgres", f"other_{dead}"]
    assert list(leftovers([*left, *kept])) == left


def test_the_newest_templates_are_kept() -> None:
    templates = [f"{TEMPLATE}{number:012}" for number in range(TEMPLATES_KEPT + 2)]
    assert list(leftovers(templates)) == templates[TEMPLATES_KEPT:]
