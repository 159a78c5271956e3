/**
 * A user's words over ours: any part of a specification.
 *
 * @module
 */
type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Objects are merged member by member, `undefined` takes a member away; lists of objects (`layer`) are merged place by
 * place, all other lists and `values` are replaced.
 */
export function overrideSpec(ours: Json, theirs: Json, member = ""): Json {
  if (isObject(ours) && isObject(theirs)) {
    const result: Record<string, Json> = { ...ours };
    for (const [name, value] of Object.entries(theirs)) {
      if (value === undefined) delete result[name];
      else setOwn(result, name, Object.hasOwn(ours, name) ? overrideSpec(ours[name], value, name) : value);
    }
    return result;
  }
  if (member !== "values" && Array.isArray(ours) && Array.isArray(theirs) && [...ours, ...theirs].every(isObject)) {
    return Array.from(
      { length: Math.max(ours.length, theirs.length) },
      (_, i) => i >= theirs.length ? ours[i] : i >= ours.length ? theirs[i] : overrideSpec(ours[i], theirs[i]),
    );
  }
  // what a mark is may be said in a word
  if (isObject(ours) && member === "mark" && typeof theirs === "string") return { ...ours, type: theirs };
  return theirs;
}
/** Also of a member called `__proto__`. */
function setOwn(object: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
