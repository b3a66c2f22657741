"""Telling how far loading is: a bar with rows a second and the time that remains, and a line for each thing done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

Advance = Callable[[int], None]


class Speed(TextColumn):
    """Rows done, of how many, and rows a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The numbers of a task; nothing for steps without rows."""
        if task.total is None:
            return Text("")
        speed = task.finished_speed or task.speed or 0
        return Text(f"{int(task.completed):,} of {int(task.total):,} rows, {int(speed):,}/s")


class Report:
    """Shows progress on a console; where that is no terminal, only the lines of what is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            Speed(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            # Where that is no terminal it would end with an empty line.
            disable=not console.is_terminal,
        )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """While inside, the bars are seen."""
        with self._progress:
            yield

    def refresh(self) -> None:
        """Draw the bars now, and not only at the next tenth of a second."""
        self._progress.refresh()

    def say(self, line: str) -> None:
        """One line that stays."""
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def rows(self, title: str, about: int) -> Iterator[Advance]:
        """A bar for rows; yields what is to be told of rows done."""
        done = 0
        began = monotonic()
        task = self._progress.add_task(title, total=about)

        def advance(rows: int) -> None:
            nonlocal done
            done += rows
            self._progress.update(task, completed=done, total=max(about, done))

        try:
            yield advance
        finally:
            self._progress.remove_task(task)
        seconds = monotonic() - began
        self.say(f"  {title}: {done:,} rows in {seconds:.1f} s, {done / max(seconds, 0.001):,.0f} rows/s")

    @contextmanager
    def step(self, title: str, *, worth_a_line: float = 0.0) -> Iterator[None]:
        """Something that takes time and has no rows to count; a line stays of what took so many seconds."""
        began = monotonic()
        task = self._progress.add_task(title, total=None)
        try:
            yield
        finally:
            self._progress.remove_task(task)
        if (seconds := monotonic() - began) >= worth_a_line:
            self.say(f"  {title}: {seconds:.1f} s")
