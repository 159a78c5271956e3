/**
 * The page itself: captures are chosen or dropped, a program is written and run over them by the worker, and what comes of it
 * is shown. Nothing is sent anywhere: the page's policy allows no connection.
 *
 * @module
 */
import type { Answer, CaptureFile, PackedCapture, Setting } from "../messages.ts";
import { type Choice, Editor } from "./editor.ts";
import { chartElement } from "./chart.ts";
import { EXAMPLES, ONE_LINERS } from "./examples.ts";
import { find, make, page, type PageEvent, type PageFile } from "./dom.ts";
import { painted } from "./paint.ts";
import { broughtEngine, partCapture } from "./parts.ts";
import { drawing, Results } from "./results.ts";
import { EngineWorker } from "./worker.ts";

const DEMO = "demo.pcap (comes with this page)";
const CHECK_AFTER_MS = 400;

class App {
  readonly #results = new Results();
  readonly #editor: Editor;
  #engine: EngineWorker | undefined;
  #files: (CaptureFile | PackedCapture)[] = [];
  #id = 0;
  #run = 0;
  #isRunning = false;
  #completion = 0;
  #checking = 0;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#editor = new Editor(
      { field: find("editor"), paint: find("paint"), choices: find("choices"), statusElement: find("announcement") },
      {
        rows: 5,
        run: () => this.#start(),
        changed: () => this.#checkSoon(),
        complete: (program, offset) =>
          this.#engine?.ask({ kind: "complete", id: this.#completion = ++this.#id, program, offset }),
      },
    );
    this.#listen();
    this.#fillExamples();
    this.#showFiles();
  }
  load(): void {
    const hear = (answer: Answer) => this.#hear(answer), lose = (why: string) => this.#lose(why);
    this.#engine = new EngineWorker(broughtEngine(), this.#files, hear, lose);
  }
  #listen(): void {
    find("run").addEventListener("click", () => this.#start());
    find("stop").addEventListener("click", () => this.#stop());
    find("halt").addEventListener("click", () => this.#stop());
    find("on").addEventListener("click", () => {
      find("long").hidden = true;
      this.#engine?.ask({ kind: "go on" });
    });
    find("choose").addEventListener("change", ({ target }) => {
      this.#add(target.files);
      target.value = "";
    });
    find("options").addEventListener("keydown", ({ key }) => void (key === "Enter" && this.#start()));
    find("demo").addEventListener("click", () => this.#addDemo());
    find("examples").addEventListener("change", ({ target }) => {
      const example = EXAMPLES[Number(target.value)];
      if (example) this.#editor.text = example[1];
    });
    this.#listenToDrops();
    let width = 0;
    addEventListener("resize", () => {
      if (width !== (width = page.documentElement.clientWidth)) this.#results.draw();
    });
  }
  #listenToDrops(): void {
    const root = page.documentElement, drop = find("drop");
    const over = (event: PageEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      drop.classList.add("over");
    };
    root.addEventListener("dragenter", over);
    root.addEventListener("dragover", over);
    root.addEventListener("dragleave", () => drop.classList.remove("over"));
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer) this.#add(event.dataTransfer.files);
    });
  }
  #fillExamples(): void {
    find("examples").append(...EXAMPLES.map(([title], i) => make("option", { value: i }, title)));
    find("liners").append(...ONE_LINERS.map(([title, program]) => {
      const choose = make("button", { type: "button", class: "liner" }, make("code", {}, ...painted(program)));
      choose.addEventListener("click", () => {
        this.#editor.text = program;
        find("editor").focus();
      });
      return make("li", {}, choose, make("small", {}, title));
    }));
    this.#editor.text = EXAMPLES[0][1];
  }
  #add(files: ArrayLike<PageFile>): void {
    for (const data of Array.from(files)) {
      const before = this.#files.findIndex(({ name }) => name === data.name);
      if (before >= 0) this.#files.splice(before, 1);
      this.#files.push({ name: data.name, data });
    }
    this.#filesChanged();
  }
  #addDemo(): void {
    if (this.#files.some(({ name }) => name === DEMO)) return;
    this.#files.push(partCapture({ name: DEMO, isLarge: false }, "capture"));
    this.#filesChanged();
  }
  #filesChanged(): void {
    this.#showFiles();
    this.#engine?.captures(this.#files);
  }
  #showFiles(): void {
    find("files").replaceChildren(...this.#files.map((file) => {
      const remove = make("button", { type: "button", class: "plain", "aria-label": `remove ${file.name}` }, "✕");
      remove.addEventListener("click", () => {
        this.#files = this.#files.filter((other) => other !== file);
        this.#filesChanged();
      });
      return make(
        "li",
        {},
        make("span", { class: "name" }, file.name),
        make("small", {}, "data" in file ? sizeText(file.data) : ""),
        remove,
      );
    }));
    find("drop").classList.toggle("full", this.#files.length > 0);
    find("demo").hidden = this.#files.some(({ name }) => name === DEMO);
  }
  #start(): void {
    if (this.#isRunning || !this.#engine) return;
    clearTimeout(this.#checkTimer);
    this.#checking = 0;
    this.#run = ++this.#id;
    this.#results.clear();
    this.#setRunning(true);
    this.#results.status(this.#files.length > 0 ? "running …" : "running without a capture: by the clock …");
    this.#engine.ask({
      kind: "run",
      id: this.#run,
      program: this.#editor.text,
      settings: settingsOf(find("options").value),
    });
  }
  #stop(): void {
    find("long").hidden = true;
    this.#engine?.ask({ kind: "stop" });
  }
  #setRunning(isRunning: boolean): void {
    this.#isRunning = isRunning;
    find("run").hidden = isRunning;
    find("stop").hidden = !isRunning;
    if (!isRunning) find("long").hidden = true;
  }
  #lose(why: string): void {
    this.#setRunning(false);
    this.#results.status(why);
    this.#results.warn(why);
  }
  /** What is wrong with the program is said when the typing pauses. */
  #checkSoon(): void {
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => {
      if (this.#isRunning || this.#editor.text.trim() === "") return;
      this.#engine?.ask({ kind: "check", id: this.#checking = ++this.#id, program: this.#editor.text, settings: [] });
    }, CHECK_AFTER_MS);
  }
  #hear(answer: Answer): void {
    switch (answer.kind) {
      case "ready":
        find("run").disabled = false;
        page.documentElement.setAttribute("data-ready", "true");
        return this.#editor.know({ variables: new Set(answer.variables), functions: new Set(answer.functions) });
      case "checked":
        if (answer.id === this.#checking) this.#results.fault(answer.text);
        return;
      case "completed":
        if (answer.id === this.#completion) this.#editor.offer(answer.start, answer.end, answer.candidates as Choice[]);
        return;
      case "inspected":
      case "captures ready":
        return;
      default:
        if (answer.id === this.#run) this.#hearOfRun(answer);
    }
  }
  #hearOfRun(
    answer: Exclude<Answer, { kind: "ready" | "captures ready" | "checked" | "completed" | "inspected" }>,
  ): void {
    switch (answer.kind) {
      case "text":
        return this.#results.write(answer.text);
      case "warning":
        return this.#results.warn(answer.text);
      case "progress": {
        const part = answer.part === undefined ? "" : ` · ${Math.floor(answer.part * 100)} %`;
        return this.#results.status(`running … ${answer.packets.toLocaleString("en-US")} packets${part}`);
      }
      case "long":
        find("long").hidden = false;
        return find("on").focus();
      case "done":
        this.#setRunning(false);
        return this.#results.end(answer.outcome);
      case "failed":
        this.#setRunning(false);
        this.#results.status("the program did not run");
        return this.#results.fault(answer.text);
    }
  }
}
/** `local=10.0.0.5 quiet`: options as the command's -x has them, between blanks. */
function settingsOf(text: string): Setting[] {
  return text.split(/\s+/).filter((one) => one !== "").map((one) => {
    const at = one.indexOf("=");
    return at < 0 ? { name: one } : { name: one.slice(0, at), value: one.slice(at + 1) };
  });
}
function sizeText(data: Blob | Uint8Array): string {
  const bytes = data instanceof Uint8Array ? data.length : data.size;
  const [unit, name] = bytes >= 1e9
    ? [1e9, "GB"]
    : bytes >= 1e6
    ? [1e6, "MB"]
    : bytes >= 1e3
    ? [1e3, "kB"]
    : [1, "bytes"];
  return `${Number((bytes / unit).toPrecision(3))} ${name}`;
}

drawing.chart = chartElement;
try {
  new App().load();
} catch (error) {
  find("status").textContent = `this browser cannot run the page: ${(error as Error).message}`;
}
