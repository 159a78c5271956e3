/**
 * Probe descriptions: up to four fields, read from the right, so that `BEGIN` is a name and `tcp:::` a provider.
 *
 * @module
 */
import type { ParseEnvironment, ProbeDescription } from "./ast.ts";
import type { TokenCursor } from "./cursor.ts";
import { expandDescription } from "./macros.ts";
import type { Token } from "./token.ts";

/** Letters that each field may have, as in DTrace: provider, module, function, name. */
const LONGEST = [63, 63, 191, 63];
const FIELDS = ["provider", "module", "function", "name"];

/** With -P the last field is the provider, with -m the module, and so on; in a program it is the name. */
const LAST_FIELD: Readonly<Record<NonNullable<ParseEnvironment["specifier"]>["flag"], number>> = {
  P: 0,
  m: 1,
  f: 2,
  n: 3,
  i: 3,
};

export function makeDescription(c: TokenCursor, token: Token): ProbeDescription {
  const span = c.tokenSpan(token);
  const flag = c.environment.specifier?.flag;
  if (token.kind === "integer") {
    if (flag !== undefined && flag !== "i" && flag !== "n") return fields(c, token, token.text, flag);
    if (token.value! > 0xffffffffn) {
      c.fail("D_PDESC_INVAL", `\`${token.text}\` is not a probe id`, token, {
        plain: `invalid probe description "${token.text}": Invalid probe identifier`,
      });
    }
    return { text: token.text, id: Number(token.value), provider: "", module: "", function: "", name: "", span };
  }
  return fields(c, token, expandDescription(c.lexer, token.text, token.start), flag ?? "n");
}

function fields(c: TokenCursor, token: Token, text: string, flag: keyof typeof LAST_FIELD): ProbeDescription {
  const parts = text.split(":");
  const last = LAST_FIELD[flag];
  if (parts.length > last + 1) {
    c.fail("D_PDESC_INVAL", `a probe description has at most ${last + 1} field${last ? "s" : ""} here`, token, {
      plain: `invalid probe description "${text}": Overspecified probe description`,
      help: ["the fields are `provider:module:function:name`"],
    });
  }
  const all = ["", "", "", ""];
  parts.forEach((part, i) => all[last - parts.length + 1 + i] = part);
  const long = all.findIndex((part, i) => part.length > LONGEST[i]);
  if (long >= 0) {
    c.fail("D_PDESC_INVAL", `the ${FIELDS[long]} of a probe has at most ${LONGEST[long]} letters`, token, {
      plain: `invalid probe description "${text}": File name too long`,
      help: ["a `*` matches any number of letters: one is enough"],
    });
  }
  return {
    text: token.text,
    provider: all[0],
    module: all[1],
    function: all[2],
    name: all[3],
    span: c.tokenSpan(token),
  };
}
