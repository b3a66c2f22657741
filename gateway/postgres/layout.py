"""Where the embedded PostgreSQL keeps its files: software in the user's cache, data in the project."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gateway.postgres.errors import InstanceNameError, UnwritableFolderError

INSTANCE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Instance:
    """The files of one instance, all below `<project>/.quintet/<name>/`."""

    project: Path
    name: str

    @property
    def home(self) -> Path:
        """The folder that all instances of the project share."""
        return self.project / ".quintet"

    @property
    def folder(self) -> Path:
        """Everything of this instance."""
        return self.home / self.name

    @property
    def cluster(self) -> Path:
        """What the server's account owns: data and log."""
        return self.folder / "cluster"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        """The folder of the server's logs."""
        return self.cluster / "log"

    @property
    def credentials(self) -> Path:
        """The file with the superuser's password and the role secret, mode 0600."""
        return self.folder / "credentials.json"

    @property
    def port(self) -> Path:
        """The file that remembers the port."""
        return self.folder / "port"

    @property
    def lock(self) -> Path:
        """The file whose lock allows to start, stop or wipe; it outlives a wipe."""
        return self.home / f"{self.name}.lock"


def instance_of(project: Path, name: str) -> Instance:
    """Return the layout of an instance; its name is lower case letters, digits, `-` and `_`."""
    if INSTANCE_NAME.fullmatch(name) is None:
        raise InstanceNameError(
            f"'{name}' is not a name for an instance. "
            "Use up to 40 lower case letters, digits, '-' and '_' after a letter, as in 'main' or 'test'."
        )
    return Instance(project.resolve(), name)


def software_cache() -> Path:
    """Return the folder that all clones of this user share for PostgreSQL's software."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache"
    return base.resolve() / "quintet" / "postgres-17"


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Make a folder and its parents; a folder that is there keeps its mode."""
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFolderError(
            f"The folder {folder} cannot be made: {error.strerror}. "
            "Make its parent writable for this user, or work in another folder."
        ) from error


def make_instance_folder(instance: Instance) -> None:
    """Make the folder of an instance, which git ignores; call it with the lock held."""
    write_text(instance.home / ".gitignore", "*\n")
    make_folder(instance.folder, 0o700)


def write_text(file: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file as a whole, so that no reader and no crash sees half of it."""
    partial = file.with_name(f"{file.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
    except OSError as error:
        raise UnwritableFolderError(
            f"The file {file} cannot be written: {error.strerror}. "
            "Make its folder writable for this user, or make room on its disk."
        ) from error


def remove_tree(folder: Path) -> None:
    """Remove a folder without ever following it into another file system that is mounted below it."""
    done = subprocess.run(
        ["rm", "-rf", "--one-file-system", "--", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise UnwritableFolderError(
            f"The folder {folder} cannot be removed. Remove it by hand, then try again. "
            f"It said:\n{done.stderr.strip()}"
        )
