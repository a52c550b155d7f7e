"""Starts a scheduler and a worker, prints the address, computes once a line is read, and ends when stdin does.

usage: tasks.py [PORT [CERTIFICATES]]    the scheduler's port; a directory with the certificates that it speaks TLS with

A line is a number of tasks to compute, or "watched": wait until somebody has asked the scheduler for its task stream.
"""
import sys
import time

from distributed import Client, LocalCluster, Security, wait


def add(a, b=2):
    return a + b


def boom(x):
    raise ValueError(f"bad {x}")


def secured(directory):
    mine = {"tls_ca_file": f"{directory}/ca.pem", "require_encryption": True}
    for who, name in ("scheduler", "server"), ("worker", "server"), ("client", "client"):
        mine |= {f"tls_{who}_cert": f"{directory}/{name}.pem", f"tls_{who}_key": f"{directory}/{name}-key.pem"}
    return {"security": Security(**mine), "protocol": "tls://"}


def compute(client, n):
    fs = client.map(add, range(n), pure=False)
    fs += [client.submit(boom, n, pure=False), client.submit(add, n, key=("pair", n))]
    wait(fs)


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    options = secured(sys.argv[2]) if len(sys.argv) > 2 else {}
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None, scheduler_port=port, **options
    ) as cluster, Client(cluster) as client:
        print(cluster.scheduler_address, flush=True)
        for line in sys.stdin:
            if line.strip() == "watched":
                while "task-stream" not in cluster.scheduler.plugins:
                    time.sleep(0.01)
            else:
                compute(client, int(line))
            print("done", flush=True)
