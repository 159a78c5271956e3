import { ok, strictEqual } from "node:assert";
import { installKernel } from "../../kernel/install/install.ts";

/** Debian's packages of Jupyter belong to its own Python, whichever comes first in the path. */
const PYTHON = "/usr/bin/python3";
const HERE = new URL("./jupyter/", import.meta.url);
const CAPTURE = new URL("../captures/demo.pcap", import.meta.url);

function python(args: string[], env: Record<string, string> = {}): { success: boolean; text: string } {
  try {
    const output = new Deno.Command(PYTHON, { args, env, stdout: "piped", stderr: "piped" }).outputSync();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success: output.success, text: decode(output.stdout) + decode(output.stderr) };
  } catch (error) {
    return { success: false, text: String(error) };
  }
}

const has = (module: string) => python(["-c", `import ${module}`]).success;

/** Gives Jupyter our kernel, and nothing else of this machine's. */
async function withKernel(run: (env: Record<string, string>, data: string) => void): Promise<void> {
  const data = await Deno.makeTempDir();
  try {
    await installKernel(data, {
      name: "probebook",
      displayName: "Probebook",
      deno: Deno.execPath(),
      main: new URL("../../kernel/main.ts", import.meta.url).href,
      ip: "127.0.0.1",
      permissions: [],
    });
    run({ JUPYTER_DATA_DIR: data, JUPYTER_RUNTIME_DIR: data }, data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

// all of these need Debian's python3-jupyter-client, -kernel-test and -nbconvert, and say nothing without them
Deno.test({
  name: "jupyter: its own kernel tests pass",
  ignore: !has("jupyter_kernel_test"),
  fn: () =>
    withKernel((env) => {
      const { success, text } = python([new URL("conformance.py", HERE).pathname], env);
      ok(success && !/skipped=/.test(text), text);
    }),
});

Deno.test({
  name: "jupyter: a conversation of every kind of message with jupyter_client",
  ignore: !has("jupyter_client"),
  fn: () =>
    withKernel((env) => {
      const { success, text } = python([new URL("client_conversation.py", HERE).pathname, CAPTURE.pathname], env);
      ok(success, text);
    }),
});

const NOTEBOOKS = new URL("../../notebooks/", import.meta.url);

Deno.test({
  name: "jupyter: nbconvert runs notebooks and exports them",
  ignore: !has("nbconvert"),
  fn: () =>
    withKernel((env, data) => {
      // two of them: that each runs from clean is held by test/notebooks, without a Jupyter
      const names = [...Deno.readDirSync(NOTEBOOKS)].map(({ name }) => name).filter((name) =>
        /^0[14].*ipynb$/.test(name)
      );
      strictEqual(names.length, 2);
      for (const name of names) Deno.copyFileSync(new URL(name, NOTEBOOKS), `${data}/${name}`);
      Deno.symlinkSync(new URL("captures", NOTEBOOKS).pathname, `${data}/captures`);
      const files = names.map((name) => `${data}/${name}`);
      const convert = (...args: string[]) => python(["-m", "nbconvert", ...args, ...files], env);
      // on a busy machine messages may be late
      const patience = ["startup_timeout", "iopub_timeout"].map((name) => `--ExecutePreprocessor.${name}=120`);
      const executed = convert("--to", "notebook", "--execute", "--inplace", ...patience);
      ok(executed.success, executed.text);
      for (const kind of ["html", "script"]) {
        const exported = convert("--to", kind);
        ok(exported.success, exported.text);
      }
      for (const file of files) {
        const outputs: { data?: Record<string, unknown> }[] = JSON.parse(Deno.readTextFileSync(file)).cells
          .flatMap((cell: { outputs?: unknown[] }) => cell.outputs ?? []);
        const pictures = outputs.filter(({ data }) => data?.["image/png"]).length;
        ok(pictures > 0, file);
        const html = Deno.readTextFileSync(file.replace(/ipynb$/, "html"));
        strictEqual(html.split('src="data:image/png;base64,').length - 1, pictures, file);
        ok(html.includes("<table"), file);
        ok(Deno.readTextFileSync(file.replace(/ipynb$/, "ts")).includes(":::"), file);
      }
    }),
});
