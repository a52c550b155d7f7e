"""Starts a scheduler and a worker, prints the address, computes once a line is read, and ends when stdin does."""
import sys

from distributed import Client, LocalCluster, wait


def add(a, b=2):
    return a + b


def boom(x):
    raise ValueError(f"bad {x}")


if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        print(cluster.scheduler_address, flush=True)
        for line in sys.stdin:
            n = int(line)
            fs = client.map(add, range(n), pure=False)
            fs += [client.submit(boom, n, pure=False), client.submit(add, n, key=("pair", n))]
            wait(fs)
            print("done", flush=True)
