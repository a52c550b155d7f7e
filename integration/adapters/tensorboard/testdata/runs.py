"""Writes runs as tensorboardX does, or TensorFlow, and prints what Flowcept for Python makes of them.

usage: runs.py DIR NAME...   NAME: trained (hyperparameters and metrics), open (a run that does not end), keras (as TensorFlow)
       runs.py DIR python    print the task of each run that has an accuracy, a line of JSON each
"""

import json
import logging
import os
import sys
import time

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


def keras(directory):
    """Hyperparameters and scalars as Keras' callbacks write them: the scalars are tensors."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.hparams import summary_v2 as hparams
    from tensorboard.plugins.scalar import summary_v2 as scalars
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(f"{directory}/keras")
    writer.add_event(Event(wall_time=time.time(), summary=hparams.hparams_pb({"lr": 0.1, "units": 16, "optimizer": "adam", "shuffle": True, "activity_id": "fit"})))
    for step in range(3):
        for name, value in {"accuracy": 0.5 + step / 10, "loss": 1 - step / 10}.items():
            writer.add_event(Event(wall_time=time.time(), step=step, summary=scalars.scalar_pb(name, value)))
    writer.close()


def python(directory):
    """Print what the interceptor sends, without a message queue to send it to."""
    os.environ["FLOWCEPT_USE_DEFAULT"] = "true"
    from types import SimpleNamespace
    from flowcept.flowceptor.adapters.tensorboard.tensorboard_dataclasses import TensorboardSettings
    from flowcept.flowceptor.adapters.tensorboard.tensorboard_interceptor import TensorboardInterceptor

    settings = TensorboardSettings(file_path=directory, watch_interval_sec=0)
    TensorboardInterceptor.callback(SimpleNamespace(
        settings=settings, log_metrics=set(settings.log_metrics), logger=logging.getLogger(),
        state_manager=SimpleNamespace(has_element_id=lambda name: False, add_element_id=lambda name: None),
        intercept=lambda task: print(json.dumps(task))))


if __name__ == "__main__":
    for name in sys.argv[2:]:
        {"trained": trained, "open": open_run, "keras": keras, "python": python}[name](sys.argv[1])
