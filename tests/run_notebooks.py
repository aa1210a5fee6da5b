"""The notebooks, run from the first cell to the last.

`python tests/run_notebooks.py` writes what they print into them, text alone; with names, only those.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from autograd_core import write_whole

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> Any:
    """The notebook as a fresh kernel leaves it, without pictures; raises CellExecutionError where a cell does."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    NotebookClient(
        notebook,
        timeout=120,
        resources={"metadata": {"path": path.parent}},
        coalesce_streams=True,  # however often a cell flushed what it printed
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    notebook.metadata.pop("language_info", None)  # which Python it was
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = {kind: text for kind, text in output.data.items() if kind == "text/plain"}
                output.metadata = {}
    return notebook


def main(names: list[str]) -> None:
    for path in map(Path, names) if names else NOTEBOOKS:
        write_whole(path, nbformat.writes(executed(path)) + "\n")
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
