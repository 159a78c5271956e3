"""A conversation of every kind of message with a client that is not ours (jupyter_client)."""

import sys
import time

from jupyter_client.manager import start_new_kernel

CAPTURE = sys.argv[1]
manager, client = start_new_kernel(kernel_name="probebook", startup_timeout=20)
outputs = []


def run(code, **more):
    outputs.clear()
    return client.execute_interactive(code, timeout=20, output_hook=outputs.append, **more)["content"]


def texts(kind="stream"):
    return "".join(m["content"].get("text", "") for m in outputs if m["msg_type"] == kind)


def check(what, truth):
    print("ok  " if truth else "BAD ", what, flush=True)
    if not truth:
        raise SystemExit(1)


# before there is a capture: with one, ticks end with it
for code in ("while (true);", "await new Promise(() => {})", "%%d\ntick-1s { }"):
    run("let kept = 5")
    client.execute(code)
    time.sleep(0.3)
    start = time.time()
    manager.interrupt_kernel()
    answer = client.get_shell_msg(timeout=20)["content"]
    check(f"interrupt of {code!r} in {1000 * (time.time() - start):.0f} ms", time.time() - start < 3)
check("state kept", run("kept")["status"] == "ok")

check("execute", run("console.log('a'); 1")["status"] == "ok" and texts() == "a\n")
check("a result", any(m["msg_type"] == "execute_result" for m in outputs))
check("an error", run("null.x")["ename"] == "TypeError")
check("user expressions", run("", user_expressions={"a": "2 * 3"})["user_expressions"]["a"]["data"]["text/plain"] == "6")
check("a cell of D", run("%source " + CAPTURE + "\nip:::receive { @n = count(); }")["status"] == "ok" and texts().strip() != "")
check("its data", run("_.aggregations.n.rows[0].value > 100")["status"] == "ok")
check("a mistake in D", run("ip:::receive { nosuch(); }")["status"] == "error")
check("inspect", client.inspect("Math.max", 8, reply=True, timeout=20)["content"]["found"])
check("complete", "columns" in (run("const t = { columns: 1 }") and client.complete("t.col", 5, reply=True, timeout=20)["content"]["matches"]))
check("history", len(client.history(hist_access_type="tail", n=3, reply=True, timeout=20)["content"]["history"]) == 3)
check("kernel_info", client.kernel_info(reply=True, timeout=20)["content"]["implementation"] == "probebook")
check("comm_info", client.comm_info(reply=True, timeout=20)["content"]["comms"] == {})
client.is_complete("BEGIN {")
check("is_complete", client.get_shell_msg(timeout=20)["content"]["status"] == "incomplete")

manager.restart_kernel(now=False)
client.wait_for_ready(timeout=20)
check("restart", run("typeof kept")["status"] == "ok")
client.stop_channels()
manager.shutdown_kernel()
check("shutdown", not manager.is_alive())
