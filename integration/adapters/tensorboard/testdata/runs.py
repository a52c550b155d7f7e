"""Writes runs as tensorboardX does.

usage: runs.py DIR NAME...   NAME: trained (hyperparameters and metrics), open (a run that does not end)
"""

import sys

from tensorboardX import SummaryWriter


def trained(directory):
    """Scalars over steps, then hyperparameters with the final metrics, in a directory of their own."""
    with SummaryWriter(f"{directory}/trained") as writer:
        for step, loss in enumerate([0.9, 0.5, 0.25]):
            writer.add_scalar("loss", loss, step)
        writer.add_hparams({"lr": 0.1, "optimizer": "adam", "shuffle": True, "activity_id": "fit"}, {"accuracy": 0.75}, name="params")


def open_run(directory):
    """One point, and nobody says that this was all."""
    writer = SummaryWriter(f"{directory}/open")
    writer.add_scalar("loss", 1.5, 7)
    writer.flush()


if __name__ == "__main__":
    for name in sys.argv[2:]:
        {"trained": trained, "open": open_run}[name](sys.argv[1])
