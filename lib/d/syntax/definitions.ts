/**
 * Declarations at top level: variables, types, inlines, translators, providers.
 *
 * @module
 */
import type { Declaration, Declarator, Inline, ProviderDeclaration, TranslatorDeclaration } from "./ast.ts";
import type { TokenCursor } from "./cursor.ts";
import { parseDeclarator, parseParameters, parseSpecifiers, parseTypeName } from "./declarations.ts";
import { parseAssignment } from "./expressions.ts";

/** Ends a declaration: the `;`, and what follows is read in outer scope. */
function endDefinition(c: TokenCursor, what: string): void {
  if (!c.is(";")) c.unexpected(`\`;\` is expected after the ${what}`);
  c.advanceOuter();
}

export function parseDeclaration(c: TokenCursor): Declaration {
  const start = c.token.start;
  const specifiers = parseSpecifiers(c, "all");
  const declarators: Declarator[] = [];
  if (!c.is(";")) {
    do {
      const declarator = parseDeclarator(c, "named");
      declarators.push(declarator);
      if (specifiers.storage.some(({ word }) => word === "typedef")) c.declareType(declarator.name!);
      else if (specifiers.storage.length === 0) c.declareVariable(declarator.name!);
    } while (c.accept(","));
  }
  if (c.is("=")) {
    c.unexpected("a variable cannot be given a value where it is declared", "assign it in `BEGIN`, or write `inline`");
  }
  const end = c.token.end;
  endDefinition(c, "declaration");
  return { kind: "declaration", specifiers, declarators, span: c.span(start, end) };
}

export function parseInline(c: TokenCursor): Inline {
  const start = c.token.start;
  c.advance();
  const specifiers = parseSpecifiers(c, "all");
  const declarator = parseDeclarator(c, "named");
  c.expect("=", "after the name of an inline");
  const value = parseAssignment(c);
  const end = c.token.end;
  c.declareVariable(declarator.name!);
  endDefinition(c, "inline");
  return { kind: "inline", specifiers, declarator, value, span: c.span(start, end) };
}

export function parseTranslator(c: TokenCursor): TranslatorDeclaration {
  const start = c.token.start;
  c.advance();
  const output = parseTypeName(c);
  c.expect("<", "after the type that the translator makes");
  const input = parseTypeName(c);
  if (c.token.kind !== "identifier") c.unexpected("a name for the translator's input is expected");
  const inputName = c.advance().text;
  c.expect(">", "after the translator's input");
  c.expect("{", "before the translator's members");
  const members: {
    name: string;
    nameSpan: TranslatorDeclaration["span"];
    value: ReturnType<typeof parseAssignment>;
  }[] = [];
  while (!c.is("}")) {
    if (c.token.kind !== "identifier") c.unexpected("a member's name is expected");
    const nameSpan = c.tokenSpan();
    const name = c.advance().text;
    c.expect("=", "after the member's name");
    const value = parseAssignment(c);
    c.expect(";", "after the member's value");
    members.push({ name, nameSpan, value });
  }
  c.advance();
  const end = c.token.end;
  endDefinition(c, "translator");
  return { kind: "translator", output, input, inputName, members, span: c.span(start, end) };
}

export function parseProvider(c: TokenCursor): ProviderDeclaration {
  const start = c.token.start;
  c.advance();
  if (c.token.kind !== "identifier") c.unexpected("the provider's name is expected");
  const name = c.advance().text;
  c.expect("{", "before the provider's probes");
  const probes: ProviderDeclaration["probes"][number][] = [];
  while (!c.is("}")) {
    const at = c.token.start;
    c.expect("probe", "in a provider");
    if (c.token.kind !== "identifier") c.unexpected("the probe's name is expected");
    const probe = c.advance().text;
    const native = parsePrototype(c);
    const translated = c.accept(":") ? parsePrototype(c) : undefined;
    c.expect(";", "after the probe");
    probes.push({ name: probe, native, translated, span: c.span(at) });
  }
  c.advance();
  const end = c.token.end;
  endDefinition(c, "provider");
  return { kind: "provider", name, probes, span: c.span(start, end) };
}

function parsePrototype(c: TokenCursor): ReturnType<typeof parseParameters>["parameters"] {
  c.expect("(", "before the probe's arguments");
  if (c.accept(")")) return [];
  const { parameters, variadic } = parseParameters(c);
  if (variadic) c.unexpected("a probe's arguments are all named");
  c.expect(")", "after the probe's arguments");
  return parameters;
}
