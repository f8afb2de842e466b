"""The time of steps on a log, for comparison with the trainer in TypeScript.

    python -m proofs.speed LOG TARGET STEPS

Prints JSON. The first steps are not measured.
"""

import json
import sys
import time
from tempfile import mkdtemp
from typing import cast

import numpy as np

from aisle_trainer.config import Target
from aisle_trainer.fit import Settings, Training

WARM_UP_STEPS = 3


def main() -> None:
    """Makes the first steps of an epoch."""
    log, target, steps = sys.argv[1:4]
    run = Training(Settings(data=log, out=mkdtemp(), target=cast(Target, target)))
    random = np.random.default_rng(1)
    batches = run.sequences.batches(run.settings.positions, random)
    started = processor = 0.0
    for i, parts in enumerate(batches[: WARM_UP_STEPS + int(steps)]):
        if i == WARM_UP_STEPS:
            started, processor = time.perf_counter(), time.process_time()
        run.step(parts, len(batches), random)
    seconds = {"seconds": time.perf_counter() - started, "processorSeconds": time.process_time() - processor}
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
