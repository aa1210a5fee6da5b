"""The notebooks, run from the first cell to the last.

`python tests/run_notebooks.py` writes what they print into them, text alone; with names, only those.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from autograd_core.files import write_whole

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> Any:
    """The notebook as a fresh kernel leaves it, its pictures left out; raises CellExecutionError where a cell does."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    NotebookClient(
        notebook,
        timeout=600,
        resources={"metadata": {"path": path.parent}},
        coalesce_streams=True,  # however often a cell flushed what it printed
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    notebook.metadata.pop("language_info", None)  # which Python it was
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(as_text, cell.outputs) if output]
    return notebook


def as_text(output: Any) -> Any:
    """An output without its other forms; None for one that is there to be looked at."""
    forms = output.get("data", {})
    if any(form.startswith("image/") or form == "text/html" for form in forms):
        return None
    if forms:
        output.data, output.metadata = {"text/plain": forms["text/plain"]}, {}
    return output


def main(names: list[str]) -> None:
    for path in map(Path, names) if names else NOTEBOOKS:
        write_whole(path, nbformat.writes(executed(path)) + "\n")
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
