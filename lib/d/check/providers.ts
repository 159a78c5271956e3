/**
 * Provider declarations: interfaces without probes of their own here, checked for what they say.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { ProviderDeclaration } from "../syntax/mod.ts";
import { compatibleArgument, sameType, typeName } from "../types/mod.ts";
import { type CheckedParameter, checkPrototype } from "./specifiers.ts";
import type { CheckState, DeclaredProvider } from "./check_state.ts";
import { findTranslator } from "./translators.ts";
import { valueOf } from "./value.ts";

/** Longest names DTrace takes, the final NUL counted. */
const PROVIDER_NAME = 60, PROBE_NAME = 64, MAX_PARAMETERS = 255;

export function declareProvider(state: CheckState, node: ProviderDeclaration): void {
  const { name, span } = node;
  const bad = (message: string, plain: string) => state.reporter.error("D_PROV_BADNAME", message, span, { plain });
  if (name.includes("`")) {
    bad("a provider's name takes no scope", `provider name may not contain scoping operator: ${name}`);
  } else if (name.length >= PROVIDER_NAME) {
    bad("the provider's name is too long", `provider name may not exceed ${PROVIDER_NAME - 1} characters: ${name}`);
  } else if (/\d$/.test(name)) {
    bad("a provider's name does not end with a digit", `provider name may not end with a digit: ${name}`);
  }
  const previous = state.declaredProviders.get(name);
  const declared: DeclaredProvider = { probes: new Map() };
  for (const probe of node.probes) declareProbe(state, node, probe, declared, previous);
  if (!previous) state.declaredProviders.set(name, declared);
}
function declareProbe(
  state: CheckState,
  node: ProviderDeclaration,
  probe: ProviderDeclaration["probes"][number],
  declared: DeclaredProvider,
  previous: DeclaredProvider | undefined,
): void {
  const { reporter } = state;
  const { span } = probe;
  const name = probe.name.replaceAll("__", "-");
  const fail = (tag: Tag, message: string, plain: string) => reporter.error(tag, message, span, { plain });
  if (name.includes("`")) {
    return fail(
      "D_PROV_BADNAME",
      "a probe's name takes no scope",
      `probe name may not contain scoping operator: ::${name}`,
    );
  }
  if (name.length >= PROBE_NAME) {
    return fail(
      "D_PROV_BADNAME",
      "the probe's name is too long",
      `probe name may not exceed ${PROBE_NAME - 1} characters: ::${name}`,
    );
  }
  const native = checkPrototype(state, probe.native, "probe input", { void: true, anonymous: true });
  const translated = probe.translated
    ? checkPrototype(state, probe.translated, "probe output", { void: true }, native)
    : native;
  for (const [kind, list] of [["input", native], ["output", translated]] as const) {
    if (list.length > MAX_PARAMETERS) {
      return fail(
        "D_PROV_PRARGLEN",
        "the probe has too many parameters",
        `probe ::${name} ${kind} prototype exceeds ${MAX_PARAMETERS} parameters: ${list.length} params used`,
      );
    }
  }
  if (declared.probes.has(name)) {
    return fail("D_PROV_PRDUP", `probe \`${name}\` is declared twice`, `probe redeclared: ${node.name}:${name}`);
  }
  if (previous) compareWithPrevious(state, node.name, name, translated, previous, span);
  declared.probes.set(name, { native: native.map((p) => p.type), translated: translated.map((p) => p.type) });
  if (probe.translated) requireTranslators(state, node.name, name, native, translated);
}
function compareWithPrevious(
  state: CheckState,
  provider: string,
  name: string,
  now: readonly CheckedParameter[],
  previous: DeclaredProvider,
  span: CheckedParameter["span"],
): void {
  const before = previous.probes.get(name)?.translated;
  const same = before && before.length === now.length && before.every((type, i) => sameType(type, now[i].type));
  if (same) return;
  state.reporter.error("D_PROV_INCOMPAT", `\`${provider}:::${name}\` is declared otherwise above`, span, {
    plain: before
      ? `probe ${provider}:${name} output prototype mismatch:\n\t current: ${now.length} args\n\tprevious: ${before.length} args`
      : `provider interface mismatch: ${provider}\n\t current: probe ${provider}:${name} defined\n\tprevious: probe ${provider}:${name} not defined`,
  });
}
function requireTranslators(
  state: CheckState,
  provider: string,
  name: string,
  native: readonly CheckedParameter[],
  translated: readonly CheckedParameter[],
): void {
  translated.forEach((output, i) => {
    const input = native.find((parameter) => parameter.name === output.name);
    if (!input || compatibleArgument({ type: input.type }, { type: output.type })) return;
    const value = valueOf({ kind: "integer", value: 1n, type: input.type, span: input.span });
    if (findTranslator(state, value, output.type)) return;
    const [from, to] = [typeName(input.type), typeName(output.type)];
    state.reporter.error("D_PROV_PRXLATOR", `there is no translator from \`${from}\` to \`${to}\``, output.span, {
      plain: `translator for ${provider}:${name} output argument #${i + 1} from ${from} to ${to} is not defined`,
    });
  });
}
