"""Where the files of the GraphiQL page lie."""

from pathlib import Path

PACKAGE = Path(__file__).parent
EXAMPLES = PACKAGE / "examples"
NODE_MODULES = PACKAGE / "node_modules"
VENDOR = PACKAGE / "vendor"
"""What the installation makes: `manifest.json`, `LICENCES.txt` and the folder `assets`. Not in git."""
