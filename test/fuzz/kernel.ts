/**
 * Random programs by two machines: WebAssembly in this process, and eBPF, in the kernel that runs here or interpreted.
 *
 *     deno task fuzz-kernel [programs [first seed]]
 *
 * @module
 */
import { ProgramError, SessionError, type SystemTracing } from "../../lib/session/mod.ts";
import { openKernel } from "../../lib/session/linux/mod.ts";
import { traceInKernel } from "../session/in_kernel.ts";
import { trace, type Traced } from "../session/in_process.ts";
import { ProgramGenerator } from "./programs.ts";
import { Random } from "./random.ts";

/** What both machines can compute, and what is the same to both: no time, no address, no name of a process. */
class SharedProgramGenerator extends ProgramGenerator {
  override program(): string {
    return super.program().replace("BEGIN {", "int n;\nint list[6];\nBEGIN {") +
      "BEGIN { exit(0); }\n";
  }
  protected override probe(): string {
    return this.random.pick(["BEGIN", "BEGIN", "BEGIN", "END", "ERROR", "BEGIN, END"]);
  }
  protected override variable(): string {
    const { random } = this;
    for (;;) {
      const name = super.variable();
      if (name !== "timestamp" && !isLeftOver(name)) return random.chance(0.15) ? `list[${random.below(6)}]` : name;
    }
  }
  protected override other(depth: number): string {
    const { random } = this;
    switch (random.below(6)) {
      case 0:
        return random.pick([
          "  @c = count();\n",
          `  @v[y] = avg(${this.integer(depth)});\n`,
          `  @d = stddev((int)${this.integer(1)});\n`,
        ]);
      case 1:
        return `  @m[${this.string(1)}] = max(${this.integer(depth)});\n`;
      case 2:
        return `  @i[(char)${this.integer(1)}] = min(${this.integer(depth)});\n`;
      case 3:
        return `  @l = lquantize(${this.integer(depth)}, -5, 100, 7);\n`;
      case 4:
        return `  @ll[x] = llquantize(${this.integer(depth)}, 10, 0, 6, 20);\n`;
      default:
        return `  list[(unsigned int)${this.integer(1)} % 6] = ${this.integer(depth)};\n`;
    }
  }
  /** What lies in memory that nobody has written to is no machine's promise. */
  protected override memory(): string {
    return `  self->u = ${this.string(1)};\n`;
  }
  /** Of one width: which of several is shown is the first that came, and the kernel does not know which was first. */
  protected override key(): string {
    return `(int64_t)(${this.integer(1)})`;
  }
  protected override known(): string {
    return this.random.pick(["el[x, s]", 'el[1, "k"]', "sizeof (p)", "ntohs(x)", "htonl(y)", "htonll(y)", "ntohl(x)"]);
  }
  override string(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.5)) {
      for (;;) {
        const name = super.string(0);
        if (name !== "execname" && !isLeftOver(name)) return name;
      }
    }
    return `(${this.integer(1)} ? ${this.string(depth - 1)} : ${this.string(depth - 1)})`;
  }
}

/** What BEGIN set in `this->` is no promise to END: in the kernel it may run on another processor. */
const isLeftOver = (name: string): boolean => name.startsWith("this->");

/** What a seed makes. */
export function sharedProgram(seed: number): string {
  return new SharedProgramGenerator(new Random(seed)).program();
}
const SETTINGS = {
  options: [
    { name: "quiet" },
    { name: "bufsize", value: "64k" },
    { name: "aggsize", value: "256k" },
    { name: "dynvarsize", value: "64k" },
  ],
  limits: { nanoseconds: 20_000_000 },
} as const;

/** Output, messages and status of a run, or the tags of what is wrong. */
async function answerOf(run: () => Promise<Traced>): Promise<string> {
  try {
    const { output, messages, result } = await run();
    // where in the code a fault is depends on how the machine keeps variables
    const told = messages.map((message) => message.replace(/ at DIF offset \d+$/, ""));
    return [output, ...told, `status ${result.exitStatus}`].join("\n");
  } catch (error) {
    if (error instanceof ProgramError) return `refused: ${error.diagnostics.map(({ tag }) => tag).join()}`;
    if (error instanceof SessionError) return `refused: ${error.message}`;
    throw error;
  }
}
/** Runs a seed's program on both; the answers. */
export async function tryOnBoth(seed: number, system: SystemTracing): Promise<readonly [here: string, there: string]> {
  const programs = [{ flag: "s", name: "fuzz.d", text: sharedProgram(seed) }] as const;
  const here = await answerOf(() => trace(programs, SETTINGS));
  return [here, await answerOf(() => traceInKernel(programs, { ...SETTINGS, system }))];
}
/** The kernel that runs here, for programs that ask nothing of it, too. */
export function ownKernel(): SystemTracing {
  return { ...openKernel(), takesAll: true };
}
if (import.meta.main) {
  const [count = 20_000, first = 1] = Deno.args.map(Number);
  const system = ownKernel();
  let different = 0, refused = 0, faults = 0;
  for (let seed = first; seed < first + count; seed++) {
    const [here, there] = await tryOnBoth(seed, system);
    if (here.startsWith("refused")) refused++;
    else if (here.includes("error on enabled probe")) faults++;
    if (here === there) continue;
    different++;
    console.error(`seed ${seed}:\n${sharedProgram(seed)}\n---- here\n${here}\n---- in the kernel\n${there}`);
  }
  console.error(
    `${count} programs from seed ${first}: ${faults} with faults, ${refused} were refused, ${different} differ`,
  );
  console.log(JSON.stringify({ programs: count, different }));
  Deno.exit(different > 0 ? 1 : 0);
}
