/**
 * Arguments of probes as objects. A member is read by the very code that a clause of D would run: the translator's
 * expression, compiled to a function of its own when it is first needed.
 *
 * @module
 */
import { instantiateAccessors } from "../../codegen/side/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import { findMember, type IntType, isSigned, type Member, resolveType, type StructType } from "../../d/types/mod.ts";
import type { HostMachine } from "../../session/mod.ts";
import { AddressTexts } from "./address_texts.ts";
import { FLOW_NUMBERS, type MemberKind, memberKind, membersOf } from "./member_kind.ts";
import { Texts } from "./texts.ts";
import { View, VIEW_FLOW, type ViewMember, type ViewMemory } from "./view.ts";

/** A member that is not compiled yet. */
interface Wanted {
  readonly view: View;
  readonly index: number;
  readonly path: string;
  readonly kind: MemberKind;
}
/** A member of a struct with what TypeScript has in its place. */
interface Readable {
  readonly member: Member;
  readonly kind: MemberKind;
}

/** Classes of views, by what their members are: the same in all runs. */
const classes = new Map<string, new (from: ViewMemory) => View>();
/** Arguments that are a number, and no struct. */
const SCALAR = "value";

/** The views of one run. */
export class Views {
  readonly #machine: HostMachine;
  readonly #from: ViewMemory;
  readonly #made = new Map<string, unknown>();
  readonly #structs = new Set<StructType>();
  #early: Wanted[] = [];

  /** @param names members that will be read for sure: they are compiled together, before anything fires */
  constructor(machine: HostMachine, readonly names: ReadonlySet<string>) {
    const { memory } = machine;
    this.#machine = machine;
    this.#from = {
      memory,
      addresses: new AddressTexts(memory.bytes, memory.words),
      texts: new Texts(memory.bytes),
    };
  }

  /** `args` of a probe; those alike share them. */
  arguments(probe: ProbeInformation): readonly unknown[] {
    const list: unknown[] = [];
    (probe.args ?? []).forEach(({ native, translated }, n) => {
      const name = `${n} ${native} ${translated}`;
      if (!this.#made.has(name)) this.#made.set(name, this.#argument(probe, n, translated ?? native));
      const made = this.#made.get(name);
      if (typeof made === "function") Object.defineProperty(list, n, { get: made as () => number, enumerable: true });
      else list[n] = made;
    });
    return list;
  }
  /** Compiles what is known to be needed. */
  prepare(): void {
    const early = this.#early;
    this.#early = [];
    if (early.length > 0) this.#compile(early);
  }
  /** The type of a member of some name that is a whole number, of any argument. */
  typeOf(name: string): IntType | undefined {
    for (const struct of this.#structs) {
      const member = findMember(struct, name);
      const type = member && resolveType(member.type);
      if (type?.kind === "int") return type;
    }
    return undefined;
  }

  /** A view, a function that reads a number, or null. */
  #argument(probe: ProbeInformation, n: number, typeText: string): unknown {
    const type = this.#machine.checker.state.types.byText(typeText);
    if (!type) return null;
    const kind = memberKind(type);
    const path = `${probe.provider}:${probe.module}:${probe.function}:${probe.name} { args[${n}]`;
    if (kind?.kind === "view") return this.#struct(kind.struct, `${path}->`);
    if (kind?.kind !== "number") return null;
    const member = { name: SCALAR, type, offset: 0 };
    const holder = this.#view([{ member, kind }], () => path) as View & { readonly value: number };
    return () => holder.value;
  }
  #struct(struct: StructType, path: string): View {
    this.#structs.add(struct);
    const readable = membersOf(struct).flatMap((member): Readable[] => {
      const kind = memberKind(member.type, member.doc);
      return kind ? [{ member, kind }] : [];
    });
    return this.#view(readable, ({ name }) => path + name);
  }
  #view(readable: readonly Readable[], pathOf: (member: Member) => string): View {
    const view = new (classOf(readable))(this.#from);
    readable.forEach(({ member, kind }, index) => {
      const path = pathOf(member);
      const wanted: Wanted = { view, index, path, kind };
      let made: View | undefined;
      const inner = kind.kind === "view"
        ? () => made ??= this.#struct(kind.struct, `${path}${kind.pointer ? "->" : "."}`)
        : undefined;
      view.expect(index, () => this.#compile([wanted]), inner);
      const isRead = kind.kind !== "view" || kind.pointer;
      if (isRead && (this.names.has(member.name) || member.name === SCALAR)) this.#early.push(wanted);
    });
    return view;
  }
  #compile(all: readonly Wanted[]): void {
    const { builtins, memory, stringSize } = this.#machine;
    const expressions = all.map(({ path, kind }) =>
      this.#machine.expression(`${path}${kind.kind === "view" ? " != 0" : ""}; }`)
    );
    instantiateAccessors(expressions, builtins, memory, stringSize).forEach((accessor, i) => {
      const { view, index } = all[i];
      view.read(index, accessor);
    });
  }
}

function formOf({ member, kind }: Readable): ViewMember["form"] {
  switch (kind.kind) {
    case "number":
      return `${kind.size === 8 ? "wide-" : ""}${isSigned(member.type) ? "signed" : "unsigned"}`;
    default:
      return kind.kind;
  }
}
function classOf(readable: readonly Readable[]): new (from: ViewMemory) => View {
  const members = readable.map((one): ViewMember => ({ name: one.member.name, kind: one.kind, form: formOf(one) }));
  const name = members.map(({ name, form }) => `${name} ${form}`).join();
  let known = classes.get(name);
  if (!known) {
    classes.set(name, known = View.classOf(members));
    const number = members.find((member) => FLOW_NUMBERS.has(member.name))?.name;
    if (number !== undefined) {
      const get = function (this: Record<string, unknown>) {
        return this[number];
      };
      Object.defineProperty(known.prototype, VIEW_FLOW, { get });
    }
  }
  return known;
}
