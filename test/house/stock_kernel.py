"""Runs cells in the kernel that Deno brings, in an empty folder: what the last one shows is printed, by type."""
import json
import os
import queue
import subprocess
import sys
import tempfile

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

deno, cells = sys.argv[1], sys.argv[2:]
with tempfile.TemporaryDirectory() as folder:
    path, _ = write_connection_file(os.path.join(folder, "connection.json"), ip="127.0.0.1")
    kernel = subprocess.Popen([deno, "jupyter", "--kernel", "--conn", path], cwd=folder, stdin=subprocess.DEVNULL)
    try:
        client = BlockingKernelClient(connection_file=path)
        client.load_connection_file()
        # no heartbeat: on a busy machine it takes a slow kernel for a dead one
        client.start_channels(hb=False)
        for _ in range(180):
            client.kernel_info()
            try:
                client.get_shell_msg(timeout=1)
                break
            except queue.Empty:
                pass
        for cell in cells:
            shown = []
            reply = client.execute_interactive(cell, timeout=180, output_hook=shown.append)
            if reply["content"]["status"] != "ok":
                sys.exit(json.dumps(reply["content"]))
        data = [one["content"]["data"] for one in shown if one["msg_type"] == "execute_result"]
        print(json.dumps({key: str(value) for key, value in data[-1].items()}))
        client.shutdown()
        kernel.wait(120)
    finally:
        kernel.kill()
