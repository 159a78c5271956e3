/**
 * `deno task site`: the guide, the references, the pages for contributors and the notebooks, executed, as static pages with a
 * search, in `dist/site`. They need no server and no network.
 *
 * @module
 */
import { processArguments } from "../install/processes.ts";
import { type Listed, pageHtml, relative } from "./page_layout.ts";
import { deadLinks } from "./links.ts";
import { PageText } from "./markdown.ts";
import { notebookHtml } from "./notebook_page.ts";
import { type IndexedPage, searchIndex } from "./search_index.ts";

const ROOT = new URL("../../../", import.meta.url);

/** Groups of the column at the side, in order: documents of the repository, or folders of them. */
const GROUPS: readonly (readonly [group: string, paths: readonly string[]])[] = [
  ["Start", ["README.md"]],
  ["Guide", ["notebooks/guide/"]],
  ["Investigations", ["notebooks/"]],
  ["By task", ["notebooks/tasks/"]],
  ["Reference", ["notebooks/guide/reference/", "lib/providers/README.md"]],
  ["Contributors", ["lib/README.md", ".github/CONTRIBUTING.md", "lib/CHANGELOG.md"]],
];

/** A document of the repository and the page that it becomes. */
interface Document extends Listed {
  readonly path: string;
}

function documents(): Document[] {
  return GROUPS.flatMap(([group, paths]) =>
    paths.flatMap((path) => path.endsWith("/") ? listed(path) : [path]).map((path) => {
      const address = path.replace(/^\.github\//, "").replace(/README\.md$/, "index.html").replace(
        /\.(?:md|ipynb)$/,
        ".html",
      );
      return { group, path, address, title: titleOf(path) };
    })
  );
}
/** The first page of a folder, then the others by name. */
function listed(folder: string): string[] {
  const names = [...Deno.readDirSync(new URL(folder, ROOT))].filter(({ name }) => /\.(?:md|ipynb)$/.test(name))
    .map(({ name }) => name).sort();
  return [...names.filter((name) => name === "README.md"), ...names.filter((name) => name !== "README.md")]
    .map((name) => folder + name);
}
function titleOf(path: string): string {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const source = path.endsWith(".ipynb") ? JSON.parse(text).cells[0].source : text;
  return /^# (.+)$/m.exec([source].flat().join(""))?.[1].replaceAll("`", "") ?? path;
}

/** Everything that is written, by its address. */
class Site {
  readonly pages = new Map<string, string>();
  readonly files = new Set<string>();
  readonly all = documents();
  readonly indexed: IndexedPage[] = [];

  constructor(readonly folder: URL, readonly execute: boolean) {}

  write(address: string, content: string | Uint8Array): void {
    const target = new URL(address, this.folder);
    Deno.mkdirSync(new URL(".", target), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(target, content);
    else Deno.writeFileSync(target, content);
    this.files.add(address);
  }

  /** Where a link of a document leads on the site; files that are not pages are copied, folders have no page. */
  resolve(from: Document, href: string): string | undefined {
    if (/^(?:https?:|#)/.test(href)) return href;
    const { pathname, hash } = new URL(href, `file:///${from.path}`);
    const path = decodeURIComponent(pathname.slice(1));
    const page = this.all.find((one) => one.path === path || one.path === `${path.replace(/\/$/, "")}/README.md`);
    if (page) return relative(from.address, page.address) + hash;
    const source = new URL(path, ROOT);
    // a dead link stays as it is, to be found
    if (!exists(source)) return href;
    if (Deno.statSync(source).isDirectory) return undefined;
    this.write(`files/${path}`, Deno.readFileSync(source));
    return relative(from.address, `files/${path}`);
  }

  /** A notebook that is executed is published, too: as one file, whose cells of D run in a browser. */
  #published(document: Document): string {
    if (!this.execute || !document.path.endsWith(".ipynb")) return "";
    const address = `published/${document.address.split("/").at(-1)}`;
    const bytes = publish(document.path, new URL(address, this.folder));
    this.files.add(address);
    return `<p class="published"><a href="${
      relative(document.address, address)
    }">The notebook as a page of its own</a>, ${
      Math.round(bytes / 1000)
    } kB: its cells can be changed and run again there, in the browser.</p>\n`;
  }
  async add(document: Document): Promise<void> {
    const text = new PageText((href) => this.resolve(document, href));
    const body = document.path.endsWith(".ipynb")
      ? await notebookHtml(this.execute ? executed(document.path) : committed(document.path), text, (name, content) => {
        const address = document.address.replace(/\.html$/, `-${name}`);
        this.write(address, content);
        return relative(document.address, address);
      })
      : text.render(Deno.readTextFileSync(new URL(document.path, ROOT)));
    const html = pageHtml(document, this.#published(document) + body, this.all);
    this.pages.set(document.address, html);
    this.write(document.address, html);
    this.indexed.push({ ...document, sections: text.sections });
  }
}

function exists(path: URL): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

const REASON = "the captures were made for the notebook, by the scripts beside it: nobody's packets are in them";
/** Answers with the bytes of the page. @throws Error where the notebook fails, or what is written does not verify */
function publish(path: string, target: URL): number {
  Deno.mkdirSync(new URL(".", target), { recursive: true });
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args: [
      ...[...processArguments("publish"), "publish", path, "-o", decodeURIComponent(target.pathname)],
      ...["--quiet", "--yes", "--profile", "none", "--reason", REASON],
    ],
    cwd: ROOT,
    stdin: "null",
    stdout: "null",
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Deno.statSync(target).size;
}
function committed(path: string) {
  return JSON.parse(Deno.readTextFileSync(new URL(path, ROOT)));
}
/** The notebook, run from clean. @throws Error for one that fails */
function executed(path: string) {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...processArguments("notebook"), "run", path, "-o", "-"],
    cwd: ROOT,
    stdin: "null",
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/**
 * Writes the site; answers with its links that lead nowhere.
 *
 * @param folder where it is written, with a slash at its end
 * @param execute the notebooks are run; else they show what they showed when they were committed
 */
export async function writeSite(folder: URL, execute: boolean): Promise<string[]> {
  const site = new Site(folder, execute);
  for (const document of site.all) await site.add(document);
  for (const name of ["style.css", "client.js"]) {
    site.write(name, Deno.readTextFileSync(new URL(name, import.meta.url)));
  }
  site.write("words.js", searchIndex(site.indexed));
  return deadLinks(site.pages, site.files);
}

if (import.meta.main) {
  const folder = new URL("dist/site/", ROOT);
  if (exists(folder)) Deno.removeSync(folder, { recursive: true });
  const dead = await writeSite(folder, true);
  for (const link of dead) console.error(`leads nowhere: ${link}`);
  console.log(`dist/site/index.html: ${documents().length} pages`);
  Deno.exitCode = dead.length > 0 ? 1 : 0;
}
