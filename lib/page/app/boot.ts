/**
 * The only script that stands in a page as it is: it unpacks the others. The page's policy names the one that it runs by its
 * hash; the engine is the worker's.
 *
 * @module
 */
import { readScripts } from "../pack/scripts.ts";
import { unpacked } from "../pack/start.ts";
import { make, page } from "./dom.ts";
import { bring, partText } from "./parts.ts";

const bytesOf = (id: string) => unpacked(partText(id));
const [script, engine] = readScripts(bytesOf("scripts"));
const address = URL.createObjectURL(new Blob([engine], { type: "text/javascript" }));
bring({ bytesOf, address, worker: begun(address) });
/** It begins while the page's own script does, which makes it again, and says why it cannot, where there is none. */
function begun(address: string): Worker | undefined {
  try {
    return new Worker(address);
  } catch {
    return undefined;
  }
}
page.body.append(make("script", {}, script));
