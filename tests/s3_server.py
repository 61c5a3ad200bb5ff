"""A local S3 server in a process of its own, with one bucket: `python tests/s3_server.py` prints its address."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

BUCKET = "newsroom"


class S3Server:
    """Starts the server; `environment` is what a command needs to reach it. A context manager."""

    environment: dict[str, str]

    def __enter__(self) -> Self:
        command = [sys.executable, str(Path(__file__))]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        self.environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def serve() -> None:
    import logging

    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    boto3.client(
        "s3", endpoint_url=url, aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
    ).create_bucket(Bucket=BUCKET)
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    watch = threading.Thread(target=sys.stdin.read)  # the parent's end closes when it dies, however it dies
    watch.start()
    watch.join()


if __name__ == "__main__":
    serve()
