/**
 * Puts a kernelspec where Jupyter finds it, and takes it away.
 *
 * @module
 */
import { partialName } from "../../lib/host/deno/mod.ts";
import { type KernelspecSettings, makeKernelspec } from "./kernelspec.ts";

/** What a kernelspec of ours runs: in a clone, or where npm has put it. */
export const OUR_MAIN: RegExp = /kernel\/main\.[jt]s\b/;
const LOGOS = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

/** The directory of a kernel under a directory of Jupyter's data. */
export function kernelDirectory(data: string, name: string): string {
  return `${data.replace(/\/$/, "")}/kernels/${name}`;
}

/** Writes kernelspec and logos; answers with the directory. An older installation is replaced as a whole. */
export async function installKernel(data: string, settings: KernelspecSettings): Promise<string> {
  const directory = kernelDirectory(data, settings.name);
  await Deno.mkdir(directory.slice(0, directory.lastIndexOf("/")), { recursive: true });
  const fresh = partialName(directory);
  await Deno.mkdir(fresh);
  for (const name of LOGOS) {
    const logo = await fetchBytes(new URL(`logos/${name}`, import.meta.url));
    await Deno.writeFile(`${fresh}/${name}`, logo);
  }
  await Deno.writeTextFile(`${fresh}/kernel.json`, `${JSON.stringify(makeKernelspec(settings), null, 2)}\n`);
  await Deno.remove(directory, { recursive: true }).catch(() => {});
  await Deno.rename(fresh, directory);
  return directory;
}

/** Removes a kernel; false when there is none. Refuses what is not ours. */
export async function uninstallKernel(data: string, name: string): Promise<boolean> {
  const directory = kernelDirectory(data, name);
  let text: string;
  try {
    text = await Deno.readTextFile(`${directory}/kernel.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  if (!OUR_MAIN.test(text)) throw new Error(`${directory} is a kernel of somebody else`);
  await Deno.remove(directory, { recursive: true });
  return true;
}

async function fetchBytes(address: URL): Promise<Uint8Array> {
  if (address.protocol === "file:") return await Deno.readFile(address);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
