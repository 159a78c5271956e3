"""The conversation that Jupyter's own tests hold with a kernel (python3-jupyter-kernel-test)."""

import time
import unittest
from queue import Empty

import jupyter_kernel_test

# a busy machine takes its time
PATIENCE = 120
jupyter_kernel_test.TIMEOUT = PATIENCE


class ProbebookTests(jupyter_kernel_test.KernelTests):
    kernel_name = "probebook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [
        {"text": "consol", "matches": {"console"}},
        {"text": "Math.trun", "matches": {"trunc"}},
        {"text": "ip:::rec", "matches": {"receive"}},
    ]
    complete_code_samples = ["1", "let a = 1", "function f() {}", "BEGIN { trace(1); }", "%%d\nBEGIN { }"]
    incomplete_code_samples = ["function f() {", "`abc", "const a =", "if (true)", "BEGIN {", "ip:::send /1/"]
    invalid_code_samples = ["let = = 3", "a b", "}", 'BEGIN { trace("a }']
    code_page_something = "console?"
    code_generate_error = "throw new Error('x')"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "await Promise.resolve('a')", "result": '"a"'},
        {"code": "const a: number = 6; a * 7", "result": "42"},
        {"code": "const a: bigint = 6n; a * 7n", "result": "42n"},
    ]
    code_display_data = [
        {"code": "await display(notebook.html`<b>x</b>`)", "mime": "text/html"},
        {"code": "await display(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))", "mime": "image/png"},
    ]
    def flush_channels(self):
        """Until an answer to a question of ours has come: then nothing older is under way."""
        ours, end = set(), time.time() + PATIENCE
        while True:
            ours.add(self.kc.kernel_info())
            try:
                while not self.is_idle_after(self.kc.get_iopub_msg(timeout=1), ours):
                    pass
                break
            except Empty:
                # not subscribed yet
                if time.time() > end:
                    raise
        while ours:
            ours.discard(self.kc.get_shell_msg(timeout=PATIENCE)["parent_header"].get("msg_id"))

    @staticmethod
    def is_idle_after(message, ours):
        return message["content"].get("execution_state") == "idle" and message["parent_header"].get("msg_id") in ours

    def execute_helper(self, code, **more):
        """Theirs waits for a tenth of a second from one message to the next."""
        channel = self.kc.iopub_channel
        get = channel.get_msg
        channel.get_msg = lambda timeout=None: get(timeout=PATIENCE)
        try:
            return super().execute_helper(code, **{"timeout": PATIENCE, **more})
        finally:
            del channel.get_msg

    def history_helper(self, execute_first, **more):
        return super().history_helper(execute_first, **{"timeout": PATIENCE, **more})

    code_history_pattern = "1 ? 1*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "notebook.clear()"


if __name__ == "__main__":
    unittest.main(verbosity=2)
