/**
 * The only script that stands in a page as it is: it unpacks the others. The page's policy names the one that it runs by its
 * hash; the engine is the worker's.
 *
 * @module
 */
import { unpacked } from "../pack/start.ts";
import { make, page } from "./dom.ts";
import { bring, partText } from "./parts.ts";

const bytesOf = (id: string) => unpacked(partText(id));
const [script, engine] = new TextDecoder().decode(bytesOf("scripts")).split("\0");
bring({ bytesOf, engine });
page.body.append(make("script", {}, script));
