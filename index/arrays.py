"""Arrays as they lie in the files of an edition: mapped, never copied, never unpickled."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from index.files import Data

if TYPE_CHECKING:
    from numpy.typing import NDArray


def array(data: Data) -> NDArray[Any]:
    """The array in the bytes of a .npy file, without a copy; ValueError for any other bytes and for one of objects."""
    head = io.BytesIO(data[:4096])
    if np.lib.format.read_magic(head) != (1, 0):
        raise ValueError("an array in a form that is not read")
    shape, _, kind = np.lib.format.read_array_header_1_0(head)
    return np.frombuffer(data, kind, int(np.prod(shape)), head.tell()).reshape(shape)
