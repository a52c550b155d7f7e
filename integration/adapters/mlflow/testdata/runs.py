"""Logs runs to an MLflow store, and prints what Flowcept for Python makes of them.

usage: runs.py log URI ARTIFACTS [NAME...]   log runs; without names, one of each kind
       runs.py python STORE                  print the task of each finished run, a line of JSON each
       runs.py schema                        print the version of MLflow
"""

import json
import os
import sys

import mlflow


def finished():
    """Parameters, metrics with a history, tags, an artifact, a data set."""
    with mlflow.start_run(run_name="finished"):
        mlflow.log_params({"lr": 0.1, "epochs": 3, "optimizer": "adam"})
        for step, loss in enumerate([0.9, 0.5, 0.25]):
            mlflow.log_metric("loss", loss, step=step)
        mlflow.log_metric("accuracy", 0.0)
        mlflow.log_metric("odd", float("nan"))
        mlflow.set_tag("team", "a")
        mlflow.log_text("hello", "notes/hello.txt")
        from mlflow.data.meta_dataset import MetaDataset
        from mlflow.data.code_dataset_source import CodeDatasetSource

        source = CodeDatasetSource({"mlflow.source.name": "runs.py"})
        mlflow.log_input(MetaDataset(source, name="digits", digest="d1"), context="training")


def failed():
    """One that raises."""
    try:
        with mlflow.start_run(run_name="failed"):
            mlflow.log_param("lr", 10)
            raise ValueError("diverged")
    except ValueError:
        pass


def nested():
    """A run within another; neither has a metric."""
    with mlflow.start_run(run_name="outer"):
        mlflow.log_param("kind", "outer")
        with mlflow.start_run(run_name="inner", nested=True):
            mlflow.log_param("kind", "inner")
            mlflow.log_metric("m", 1.5)


def joined():
    """A run that says to which workflow it belongs."""
    tags = {"flowcept.workflow_id": "w1", "flowcept.campaign_id": "c1", "flowcept.activity_id": "fit", "flowcept.parent_task_id": "t1"}
    with mlflow.start_run(run_name="joined", tags=tags):
        mlflow.log_param("x", 1)
        mlflow.log_metric("y", 2.0)


class Echo(mlflow.pyfunc.PythonModel):
    """Says what it is told."""

    def predict(self, context, model_input: list[str]) -> list[str]:
        return model_input


def modelled():
    """A run that logs a model and registers it."""
    with mlflow.start_run(run_name="modelled"):
        mlflow.log_param("x", 1)
        mlflow.log_metric("y", 2.0)
        mlflow.pyfunc.log_model(name="echo", python_model=Echo(), params={"volume": 11}, pip_requirements=["mlflow"], registered_model_name="parrot")


def open_run():
    """A run that has not ended: nothing is to be seen of it."""
    run = mlflow.MlflowClient().create_run(mlflow.get_experiment_by_name("digits").experiment_id, run_name="open")
    mlflow.MlflowClient().log_param(run.info.run_id, "x", 1)


def deleted():
    """A run that was deleted: nothing is to be seen of it either."""
    with mlflow.start_run(run_name="deleted") as run:
        mlflow.log_param("x", 1)
    mlflow.delete_run(run.info.run_id)


KINDS = {f.__name__: f for f in (finished, failed, nested, joined, modelled, open_run, deleted)}


def log(uri, artifacts, *names):
    """Log runs of the kinds named."""
    mlflow.set_tracking_uri(uri)
    if mlflow.get_experiment_by_name("digits") is None:
        mlflow.create_experiment("digits", artifact_location=artifacts)
    mlflow.set_experiment("digits")
    for name in names or KINDS:
        KINDS[name]()


def python(store):
    """Print what the interceptor sends, without a message queue to send it to."""
    os.environ["FLOWCEPT_USE_DEFAULT"] = "true"
    from flowcept.flowceptor.adapters.mlflow.mlflow_dao import MLFlowDAO
    from flowcept.flowceptor.adapters.mlflow.mlflow_dataclasses import MLFlowSettings
    from flowcept.flowceptor.adapters.mlflow.mlflow_interceptor import MLFlowInterceptor

    dao = MLFlowDAO(MLFlowSettings(file_path=store))
    for (run,) in dao.get_finished_run_uuids():
        data = dao.get_run_data(run)
        if data:
            print(json.dumps(MLFlowInterceptor.prepare_task_msg(None, data).to_dict()))


if __name__ == "__main__":
    {"log": log, "python": python, "schema": lambda: print(mlflow.__version__)}[sys.argv[1]](*sys.argv[2:])
