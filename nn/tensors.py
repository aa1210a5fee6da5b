"""Parameters as safetensors, to exchange with other libraries."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograd_core.arguments import public
from autograd_core.files import write_whole

from .fitting import assign, finite_tensors, fitting, refuse_file
from .modules import Module


@public
def save_tensors(model: Module, path: str | Path, names: Mapping[str, str] | None = None) -> None:
    """Write the parameters in float64 as a safetensors file, by the names of `model.tensors()`, or as `names` has them.

    Those of an MLP are what PyTorch calls the Linears in a ModuleList `layers`: "layers.0.weight", "layers.0.bias".
    """
    library, numpy = _libraries()
    tensors = {
        _renamed(names, name): numpy.array(tensor, dtype=numpy.float64)
        for name, tensor in finite_tensors(model).items()
    }
    write_whole(path, library.numpy.save(tensors))


@public
def load_tensors(model: Module, path: str | Path, names: Mapping[str, str] | None = None) -> None:
    """Give a model the parameters in a safetensors file, by the same names.

    Raises ValueError for a file that does not fit, OSError where there is none; then the model has not changed.
    """
    library, numpy = _libraries()
    data = Path(path).read_bytes()
    try:
        arrays = library.numpy.load(data)
        for name, array in arrays.items():
            if array.dtype.kind != "f":
                raise ValueError(f"{name} holds {array.dtype}, and a parameter is a float")
        ours = {_renamed(names, name): name for name in model.tensors()}
        tensors = {ours.get(name, name): array.astype(numpy.float64).tolist() for name, array in arrays.items()}
        numbers = fitting(model, tensors, float, float)
    except (ValueError, KeyError, TypeError, library.SafetensorError) as error:
        refuse_file(path, error)
    assign(numbers)


def _renamed(names: Mapping[str, str] | None, name: str) -> str:
    return (names or {}).get(name, name)


def _libraries() -> tuple[Any, Any]:
    try:
        import numpy
        import safetensors.numpy
    except ImportError as error:
        raise ImportError(
            "safetensors files need safetensors and numpy; install them with: pip install 'autograd-core[tensors]'"
        ) from error
    return safetensors, numpy
