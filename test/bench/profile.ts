/**
 * `deno task profile [--runs N] [--lines N] [--files] -- ARGUMENTS OF THE COMMAND`: where a run's time goes, by function or by
 * file; see the README beside.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fromSource } from "./ours.ts";

/** As V8 writes it, as far as it is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** Microseconds that each place took itself; a place is a function, or its file. */
export function ownTimes({ nodes, samples, timeDeltas }: Profile, byFile: boolean): Map<string, number> {
  const places = new Map(nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
    const file = url.startsWith("wasm:") ? "WebAssembly" : url.split("/").slice(-2).join("/");
    const name = functionName || "(top level)", isOfV8 = url === "";
    return [id, isOfV8 ? name : byFile ? file : `${name}  ${file}:${lineNumber + 1}`];
  }));
  const times = new Map<string, number>();
  samples.forEach((id, i) => {
    const place = places.get(id)!;
    times.set(place, (times.get(place) ?? 0) + timeDeltas[i]);
  });
  return times;
}

async function profile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runs: { type: "string", default: "5" },
      lines: { type: "string", default: "25" },
      files: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs), folder = Deno.makeTempDirSync();
  try {
    const [deno, run, ...words] = fromSource(...positionals);
    const flags = ["--cpu-prof", "--cpu-prof-interval=200", `--cpu-prof-dir=${folder}`];
    for (let i = 0; i < runs; i++) {
      const { code, stderr } = await new Deno.Command(deno, { args: [run, ...flags, ...words], stdout: "null" })
        .output();
      if (code !== 0) console.error(new TextDecoder().decode(stderr).trim());
      if (code !== 0) return code;
    }
    const all = new Map<string, number>();
    for (const { name } of Deno.readDirSync(folder)) {
      const one = JSON.parse(Deno.readTextFileSync(`${folder}/${name}`)) as Profile;
      for (const [place, time] of ownTimes(one, values.files)) all.set(place, (all.get(place) ?? 0) + time);
    }
    const sorted = [...all].sort((a, b) => b[1] - a[1]).slice(0, Number(values.lines));
    for (const [place, time] of sorted) console.log(`${(time / 1000 / runs).toFixed(1).padStart(8)} ms  ${place}`);
    return 0;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exitCode = await profile(Deno.args);
