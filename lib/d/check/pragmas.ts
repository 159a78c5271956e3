/**
 * `#pragma D`: options, attributes, bindings, dependencies.
 *
 * @module
 */
import type { Pragma } from "../syntax/mod.ts";
import { parseAttributes } from "./attributes.ts";
import { kindOfName, versionNumber } from "./names.ts";
import type { CheckState } from "./check_state.ts";
import type { Attributes } from "./value.ts";

export function checkPragma(state: CheckState, node: Pragma): void {
  if (!node.d) return;
  const check = PRAGMAS[node.name];
  if (check) return check(state, node);
  state.reporter.error("D_PRAGMA_INVAL", `there is no \`#pragma D ${node.name}\``, node.span, {
    plain: `invalid D pragma: ${node.name}`,
  });
}
const PRAGMAS: Record<string, (state: CheckState, node: Pragma) => void> = {
  option,
  attributes,
  binding,
  depends_on: dependsOn,
  ident: () => {},
  line: () => {},
  error: (state, node) => {
    const text = node.words.map((word) => word.replace(/^"(.*)"$/, "$1") + " ").join("");
    state.reporter.error("D_PRAGERR", `the program says: ${text.trim()}`, node.span, { plain: `#error: ${text}` });
  },
};
function malformed(state: CheckState, node: Pragma, form: string): void {
  state.reporter.error("D_PRAGMA_MALFORM", `\`#pragma D ${node.name}\` is written \`${form}\``, node.span, {
    plain: `malformed #pragma ${node.name} ${form}`,
  });
}
function option(state: CheckState, node: Pragma): void {
  const [text, ...rest] = node.words;
  if (text === undefined || text.startsWith('"')) return malformed(state, node, "<option>=<val>");
  if (rest.length > 0) {
    state.reporter.error("D_PRAGMA_MALFORM", "one option a pragma", node.span, {
      plain: `superfluous arguments specified for #pragma ${node.name}`,
    });
    return;
  }
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const refusal = state.environment.refuseOption?.(name, value);
  if (refusal === undefined) {
    state.options.push({ name, value, span: node.span });
    return;
  }
  const shown = value === undefined ? `'${name}'` : `'${name}' to '${value}'`;
  state.reporter.error("D_PRAGMA_OPTSET", `option \`${name}\` cannot be set so: ${refusal}`, node.span, {
    plain: `failed to set option ${shown}: ${refusal}`,
  });
}
function attributes(state: CheckState, node: Pragma): void {
  const [text, name, provider, part] = node.words;
  if (text === undefined || name === undefined) return malformed(state, node, "<attributes> <ident>");
  const given = parseAttributes(text);
  if (!given) {
    state.reporter.error("D_PRAGMA_INVAL", `\`${text}\` are not attributes`, node.span, {
      plain: `invalid attributes specified by #pragma ${node.name}`,
    });
    return;
  }
  if (name === "provider") {
    if (!["provider", "module", "function", "name", "args"].includes(part)) {
      state.reporter.error("D_PRAGMA_INVAL", `a provider has no component \`${part}\``, node.span, {
        plain: `invalid component "${provider}" in attribute #pragma for provider ${part}`,
      });
      return;
    }
    const known = state.providerAttributes.get(provider) ?? {};
    state.providerAttributes.set(provider, { ...known, [part]: given });
    return;
  }
  apply(state, node, name, { kind: "attributes", attributes: given });
}
function binding(state: CheckState, node: Pragma): void {
  const [text, name] = node.words;
  if (text === undefined || name === undefined) return malformed(state, node, '"version" <ident>');
  const version = versionNumber(text.replaceAll('"', ""));
  if (version === undefined) {
    state.reporter.error("D_PRAGMA_INVAL", `\`${text}\` is not a version`, node.span, {
      plain: `invalid version string specified by #pragma ${node.name}`,
    });
    return;
  }
  apply(state, node, name, { kind: "binding", version });
}
/** To a name that is known already, or to the next declaration of that name. */
function apply(
  state: CheckState,
  node: Pragma,
  name: string,
  pragma: { kind: "attributes" | "binding"; attributes?: Attributes; version?: number },
): void {
  const entry = state.inlines.get(name) ?? state.globals.get(name);
  if (!entry && kindOfName(state, name) === undefined) {
    state.pragmas.set(name, [...(state.pragmas.get(name) ?? []), { ...pragma, span: node.span }]);
    return;
  }
  if (!entry || entry.generation !== state.generation) {
    state.reporter.error("D_PRAGMA_SCOPE", `\`${name}\` is not this program's own`, node.span, {
      plain: `#pragma ${node.name} cannot modify entity defined outside program scope`,
    });
    return;
  }
  if (pragma.attributes) entry.attributes = pragma.attributes;
  if (pragma.version !== undefined) entry.version = pragma.version;
}
/** What was said about a name before it was declared. */
export function takePragmas(state: CheckState, name: string): { attributes?: Attributes; version?: number } {
  const waiting = state.pragmas.get(name) ?? [];
  state.pragmas.delete(name);
  return {
    attributes: waiting.findLast((pragma) => pragma.attributes)?.attributes,
    version: waiting.findLast((pragma) => pragma.version !== undefined)?.version,
  };
}
/** D_PRAGMA_UNUSED for what nothing answered to. */
export function reportUnusedPragmas(state: CheckState): void {
  for (const [name, waiting] of state.pragmas) {
    state.reporter.error("D_PRAGMA_UNUSED", `nothing here is called \`${name}\``, waiting[0].span, {
      plain: `unused #pragma ${waiting[0].kind}`,
    });
  }
  state.pragmas.clear();
}
function dependsOn(state: CheckState, node: Pragma): void {
  const [kind, name] = node.words;
  if (kind === undefined || name === undefined) return malformed(state, node, "<class> <name>");
  if (kind !== "library" && kind !== "module" && kind !== "provider") {
    state.reporter.error("D_PRAGMA_INVAL", `a program depends on a library, a module or a provider`, node.span, {
      plain: `invalid class ${kind} specified by #pragma ${node.name}`,
    });
    return;
  }
  if (kind === "library" && !state.library) {
    state.reporter.error("D_PRAGMA_DEPEND", "only a library depends on a library", node.span, {
      plain: "main program may not explicitly depend on a library",
    });
    return;
  }
  if (state.environment.isPresent?.(kind, name) ?? true) return;
  state.reporter.error("D_PRAGMA_DEPEND", `${kind} \`${name}\` does not exist`, node.span, {
    plain: `program requires ${kind} ${name}`,
  });
}
