"""The conversation that Jupyter's own tests hold with a kernel (python3-jupyter-kernel-test)."""

import unittest

import jupyter_kernel_test


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
    code_history_pattern = "1 ? 1*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "notebook.clear()"


if __name__ == "__main__":
    unittest.main(verbosity=2)
