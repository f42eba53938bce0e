"""How much is measured: enough to believe, or just enough to see that it works."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Size:
    """The amounts of one run, and the folder that it may fill."""

    folder: Path
    pairs: int = 5
    window_seconds: float = 0.6
    commands: int = 1_200
    stored: tuple[int, ...] = (100, 10_000, 1_000_000)
    drained_accounts: int = 1_000
    steady_seconds: float = 60.0
    typed: int = 20
    loads: int = 10

    def fresh(self, name: str) -> Path:
        """An empty folder of that name."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path


def quick(folder: Path) -> Size:
    """A minute at most; its figures tell less."""
    return Size(folder, pairs=3, window_seconds=0.25, commands=300, stored=(100, 100_000),
                drained_accounts=50, steady_seconds=3.0, typed=6, loads=4)  # fmt: skip
