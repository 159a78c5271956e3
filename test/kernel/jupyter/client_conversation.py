"""A conversation of every kind of message with a client that is not ours (jupyter_client)."""

import sys
import tempfile

from jupyter_client.manager import start_new_kernel

CAPTURE = sys.argv[1]
# a busy machine takes its time
PATIENCE = 120
manager, client = start_new_kernel(kernel_name="probebook", startup_timeout=PATIENCE)
outputs = []


def run(code, **more):
    outputs.clear()
    return client.execute_interactive(code, timeout=PATIENCE, output_hook=outputs.append, **more)["content"]


def texts(kind="stream"):
    return "".join(m["content"].get("text", "") for m in outputs if m["msg_type"] == kind)


def check(what, truth):
    print("ok  " if truth else "BAD ", what, flush=True)
    if not truth:
        print("with", [(m["msg_type"], m["content"]) for m in outputs], flush=True)
        raise SystemExit(1)


# before there is a capture: with one, ticks end with it
for code in ("while (true);", "await new Promise(() => {})", "%%d\ntick-1s { }"):
    run("let kept = 5")
    id = client.execute(code)
    while (message := client.get_iopub_msg(timeout=PATIENCE)) and message["msg_type"] != "execute_input":
        pass
    manager.interrupt_kernel()
    check(f"interrupt of {code!r}", client.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] == id)
check("state kept", run("kept")["status"] == "ok")

check("execute", run("console.log('a'); 1")["status"] == "ok" and texts() == "a\n")
check("a result", any(m["msg_type"] == "execute_result" for m in outputs))
check("an error", run("null.x")["ename"] == "TypeError")
check("user expressions", run("", user_expressions={"a": "2 * 3"})["user_expressions"]["a"]["data"]["text/plain"] == "6")
check("a cell of D", run("%source " + CAPTURE + "\nip:::receive { @n = count(); }")["status"] == "ok" and texts().strip() != "")
check("its data", run("_.aggregations.n.rows[0].value > 100")["status"] == "ok")
check("a mistake in D", run("ip:::receive { nosuch(); }")["status"] == "error")
check("inspect", client.inspect("Math.max", 8, reply=True, timeout=PATIENCE)["content"]["found"])
check("complete", "columns" in (run("const t = { columns: 1 }") and client.complete("t.col", 5, reply=True, timeout=PATIENCE)["content"]["matches"]))
check("history", len(client.history(hist_access_type="tail", n=3, reply=True, timeout=PATIENCE)["content"]["history"]) == 3)
check("kernel_info", client.kernel_info(reply=True, timeout=PATIENCE)["content"]["implementation"] == "probebook")
check("comm_info", client.comm_info(reply=True, timeout=PATIENCE)["content"]["comms"] == {})
kinds = lambda: [m["msg_type"] for m in outputs if m["msg_type"] not in ("status", "execute_input")]
check("statuses around", run("1") and [m["content"].get("execution_state") for m in outputs if m["msg_type"] == "status"] == ["busy", "idle"])
check("execute_input", any(m["msg_type"] == "execute_input" and m["content"]["code"] == "1" for m in outputs))
run("const shown = await display('a', { id: 'i' }); await shown.update('b'); notebook.clear(); console.error('c')")
check("display_data, update_display_data, clear_output, stream", kinds() == ["display_data", "update_display_data", "clear_output", "stream"])
check("a display's id", outputs[2]["content"]["transient"] == {"display_id": "i"})
run("console.log('not heard')", silent=True)
check("a silent cell", kinds() == [])
before = run("1")["execution_count"]
check("a cell that is not counted", run("1", store_history=False)["execution_count"] == before)
with tempfile.TemporaryDirectory() as folder:
    go = f"{folder}/go"
    wait = f"for (;;) {{ try {{ Deno.statSync('{go}'); break; }} catch {{ await new Promise((r) => setTimeout(r, 5)); }} }}"
    first, second = client.execute(f"{wait} throw 1"), client.execute("2")
    # which is answered while a cell runs: then both have come
    client.complete("Math.tru", 8, reply=True, timeout=PATIENCE)
    open(go, "w").close()
    replies = {}
    while len(replies) < 2:
        message = client.get_shell_msg(timeout=PATIENCE)
        replies[message["parent_header"]["msg_id"]] = message["content"]["status"]
check("cells after one that failed are aborted", [replies[first], replies[second]] == ["error", "aborted"])

asked = client.execute("prompt('name?')", allow_stdin=True)
question = client.get_stdin_msg(timeout=PATIENCE)
check("input_request", question["msg_type"] == "input_request" and question["content"] == {"prompt": "name? ", "password": False})
client.input("Ada")
while (message := client.get_iopub_msg(timeout=PATIENCE)) and message["msg_type"] != "execute_result":
    pass
check("input_reply", message["content"]["data"]["text/plain"] == '"Ada"')
check("its reply", client.get_shell_msg(timeout=PATIENCE)["content"]["status"] == "ok")

run("notebook.comms.register('echo', (comm, data) => { comm.onMessage = (d) => comm.send({ got: d }); comm.onClose = () => console.log('closed') })")


def comm(kind, **content):
    message = client.session.msg(kind, {"comm_id": "c1", "data": {"n": 5}, **content})
    client.shell_channel.send(message)
    return message["header"]["msg_id"]


comm("comm_open", target_name="echo")
check("comm_open", client.comm_info("echo", reply=True, timeout=PATIENCE)["content"]["comms"] == {"c1": {"target_name": "echo"}})
comm("comm_msg")
while (message := client.get_iopub_msg(timeout=PATIENCE)) and message["msg_type"] != "comm_msg":
    pass
check("comm_msg", message["content"] == {"comm_id": "c1", "data": {"got": {"n": 5}}})
comm("comm_close")
check("comm_close", client.comm_info(reply=True, timeout=PATIENCE)["content"]["comms"] == {})
run("console.log('a chart', 1); ({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: [{}] }, mark: 'bar' })")
check("a chart", any(set(m["content"].get("data", {})) == {"application/vnd.vegalite.v5+json", "image/png", "text/plain"} for m in outputs))

client.is_complete("BEGIN {")
check("is_complete", client.get_shell_msg(timeout=PATIENCE)["content"]["status"] == "incomplete")

manager.restart_kernel(now=False)
client.wait_for_ready(timeout=PATIENCE)
check("restart", run("typeof kept")["status"] == "ok")
client.stop_channels()
manager.shutdown_kernel()
check("shutdown", not manager.is_alive())
