"""Writes a safetensors file with the library of the format, for the test of our reader and writer.

    python3 scripts/reference/safetensors_file.py

Needs numpy and safetensors; no part of install or test. The values are chosen by their bits: the smallest and largest
numbers of each type, infinities and NaN.
"""

from pathlib import Path

import numpy as np
from safetensors import TensorSpec, serialize

TARGET = Path(__file__).parents[2] / "packages" / "cli" / "src" / "safetensors" / "golden" / "types.safetensors"

HALF_BITS = [0x0000, 0x8000, 0x0001, 0x03FF, 0x0400, 0x3555, 0x7BFF, 0xFC00, 0x7E00]
BFLOAT_BITS = [0x0000, 0x8000, 0x0001, 0x3F80, 0xC020, 0x7F7F, 0xFF80, 0x7FC0]

TENSORS = {
    "float": ("float32", [2, 3], np.array([0, -0.0, 1, -2.5, 3.4028234663852886e38, 1.401298464324817e-45], "<f4")),
    "half": ("float16", [9], np.array(HALF_BITS, "<u2")),
    "brain.float": ("bfloat16", [4, 2], np.array(BFLOAT_BITS, "<u2")),
    "byte": ("int8", [3], np.array([-128, 0, 127], "i1")),
    "none": ("float32", [0, 4], np.array([], "<f4")),
    "scalar": ("float32", [], np.array(7, "<f4")),
}


def main() -> None:
    specs = {
        name: TensorSpec(dtype=kind, shape=shape, data_ptr=values.ctypes.data, data_len=values.nbytes)
        for name, (kind, shape, values) in TENSORS.items()
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(serialize(specs, {"made by": 'safetensors "é"'}))


main()
