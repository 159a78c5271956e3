/**
 * The only script that stands in a page as it is: it unpacks the others. The page's policy names the one that it runs by its
 * hash; the engine is the worker's.
 *
 * @module
 */
import { readLzma } from "../pack/lzma.ts";
import { readText } from "../pack/text.ts";
import { make, page } from "./dom.ts";
import { bring, partText } from "./parts.ts";

const bytesOf = (id: string) => readLzma(readText(partText(id)));
const [script, engine] = new TextDecoder().decode(bytesOf("scripts")).split("\0");
bring({ bytesOf, engine });
page.body.append(make("script", {}, script));
