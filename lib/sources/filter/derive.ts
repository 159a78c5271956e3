/**
 * From a checked program to what it needs of packets.
 *
 * @module
 */
import {
  partsOf,
  type ProbeCatalog,
  type ProbeInformation,
  type TypedClause,
  type TypedExpression,
  type TypedProgram,
  type TypedStatement,
} from "../../d/check/mod.ts";
import { type ArgumentPlace, isTransport, type Packets, transports } from "../../protocols/mod.ts";
import { type Conditions, conditionsOf, type FilterCondition } from "./conditions.ts";
import { type Constraint, type FilterNeed, FULL_SNAP_LENGTH, HEADER_SNAP_LENGTH, type PacketNeed } from "./need.ts";
import { argumentIndex, argumentPlaces, resolvePointer, type Scope } from "./places.ts";
import { readsHeadersOnly } from "./snap_length.ts";
import { isQuiet } from "./values.ts";

/** More alternatives than that are merged into what they have in common. */
const MAX_ALTERNATIVES = 32;

/**
 * What packets the enabled clauses of a program need, and how much of each.
 *
 * Protocols follow from the probes; ports, hosts and TCP flags from predicates. Where a clause reads the state of a flow,
 * all packets of that flow are needed, whichever way they go.
 */
export function filterNeed(program: TypedProgram, catalog: Pick<ProbeCatalog, "get">): FilterNeed {
  const packets: PacketNeed[] = [];
  let isHeaders = true, numbersFlows = false, isEach = false;
  for (const clause of program.clauses) {
    for (const probe of distinctProbes(clause, catalog)) {
      const { packets: wanted } = probe;
      if (wanted === undefined) return { packets: "all", snapLength: FULL_SNAP_LENGTH };
      if (wanted.network === "none") continue;
      isHeaders &&= !readsContent(clause, probe) && readsHeadersOnly(clause, argumentPlaces(probe));
      if (wanted.network === "every") isEach = true;
      else {
        numbersFlows ||= readsFlowNumber(clause, probe);
        packets.push(...clauseNeeds(clause, probe, wanted, wanted.network));
      }
    }
  }
  const snapLength = isHeaders ? HEADER_SNAP_LENGTH : FULL_SNAP_LENGTH;
  if (isEach) return { packets: "all", snapLength };
  // flows are numbered as they appear: their numbers are the same only where no flow is left out
  const pinned = numbersFlows ? packets.map((packet) => ({ ...packet, constraints: [] })) : packets;
  return { packets: simplified(pinned), snapLength };
}

/** One probe for each kind of arguments that the clause may see. */
function distinctProbes(clause: TypedClause, catalog: Pick<ProbeCatalog, "get">): ProbeInformation[] {
  const kinds = new Map<string, ProbeInformation>();
  for (const id of clause.probes) {
    const probe = catalog.get(id);
    if (!probe) continue;
    const { provider, args = [], isOfConnection } = probe;
    kinds.set(`${provider}:${args.map(({ place }) => place)}:${isOfConnection}`, probe);
  }
  return [...kinds.values()];
}

function clauseNeeds(
  clause: TypedClause,
  probe: ProbeInformation,
  wanted: Packets,
  network: "ip" | "arp",
): PacketNeed[] {
  const protocols = isTransport(wanted) ? [wanted.number] : undefined;
  const scope: Scope = { args: argumentPlaces(probe), slots: new Map() };
  const { predicate } = clause;
  const conditions: Conditions = predicate && network === "ip" && isQuiet(predicate, scope)
    ? conditionsOf(predicate, scope)
    : [{ constraints: [] }];
  const needsFlow = isTransport(wanted) && wanted.flows === "ports" &&
    (probe.isOfConnection === true || readsPlace(clause, probe, "flow"));
  return conditions.flatMap((condition): PacketNeed[] => {
    const protocol = condition.protocol === undefined ? protocols : [condition.protocol];
    if (protocols && condition.protocol !== undefined && condition.network === "ip4") {
      if (!protocols.includes(condition.protocol)) return [];
    }
    return [{
      network: condition.network ?? network,
      protocols: condition.network === "ip6" && protocols ? protocols : protocol,
      constraints: needsFlow ? ofFlow(condition) : condition.constraints,
    }];
  });
}
/** What both directions of a flow have in common. */
function ofFlow({ constraints }: FilterCondition): Constraint[] {
  return constraints.flatMap((constraint): Constraint[] =>
    constraint.kind === "tcp-flags" ? [] : [{ ...constraint, side: "either" }]
  );
}

function expressionsOf(clause: TypedClause): TypedExpression[] {
  const ofStatement = (statement: TypedStatement): readonly TypedExpression[] => {
    switch (statement.kind) {
      case "expression":
        return [statement.expression];
      case "if":
        return [statement.condition, ...[...statement.then, ...statement.else].flatMap(ofStatement)];
      case "aggregate":
        return [...statement.keys, ...statement.args];
      case "action":
        return statement.args.flatMap((arg) => arg.kind === "expression" ? [arg.expression] : []);
    }
  };
  return [...(clause.predicate ? [clause.predicate] : []), ...(clause.body ?? []).flatMap(ofStatement)];
}
function somewhere(clause: TypedClause, holds: (e: TypedExpression) => boolean): boolean {
  const within = (e: TypedExpression): boolean => holds(e) || partsOf(e).some(within);
  return expressionsOf(clause).some(within);
}
/** Whether the clause reads an argument of such a place, or one that is chosen only when it runs. */
function readsPlace(
  clause: TypedClause,
  { args = [] }: ProbeInformation,
  ...places: readonly ArgumentPlace[]
): boolean {
  return somewhere(clause, (e) => {
    if (e.kind !== "builtin") return false;
    const index = argumentIndex(e);
    if (index === undefined) return e.definition.name === "args";
    const place = args[index]?.place;
    return place !== undefined && places.includes(place);
  });
}
function readsFlowNumber(clause: TypedClause, probe: ProbeInformation): boolean {
  const slots = new Map<number, TypedExpression>();
  somewhere(clause, (e) => {
    if (e.kind === "let") slots.set(e.slot.id, e.value);
    return false;
  });
  const scope: Scope = { args: argumentPlaces(probe), slots };
  return somewhere(clause, (e) => {
    if (e.kind !== "load") return false;
    const at = resolvePointer(e.address, scope);
    return at?.base === "flow" && at.offset < 8 && !at.addend;
  });
}

/** Whether it takes more than headers to fire the probe, or to make the arguments that the clause reads. */
function readsContent(clause: TypedClause, probe: ProbeInformation): boolean {
  if (probe.needsContent || readsPlace(clause, probe, "content", "quoted")) return true;
  // the raw argument leads to addresses within the frame, from where anything may be read
  return somewhere(
    clause,
    (e) =>
      e.kind === "builtin" && e.definition.name.startsWith("arg") && e.definition.name !== "args" &&
      probe.args?.[argumentIndex(e) ?? -1]?.place === "link",
  );
}

/** Without alternatives that others contain. */
function simplified(packets: readonly PacketNeed[]): PacketNeed[] {
  const kept: PacketNeed[] = [];
  for (const packet of packets) {
    if (kept.some((other) => contains(other, packet))) continue;
    const others = kept.filter((other) => !contains(packet, other));
    kept.splice(0, kept.length, ...others, packet);
  }
  if (kept.length <= MAX_ALTERNATIVES) return kept;
  return simplified(kept.map((packet) => ({ ...packet, constraints: [] })));
}
function contains(wide: PacketNeed, narrow: PacketNeed): boolean {
  const isNetwork = wide.network === narrow.network ||
    wide.network === "ip" && (narrow.network === "ip4" || narrow.network === "ip6");
  const isProtocol = wide.protocols === undefined ||
    narrow.protocols?.every((protocol) => wide.protocols!.includes(protocol)) === true;
  const texts = new Set(narrow.constraints.map(textOf));
  return isNetwork && isProtocol && wide.constraints.every((constraint) => texts.has(textOf(constraint)));
}
const textOf = (constraint: Constraint) =>
  JSON.stringify(constraint, (_, value) => value instanceof Uint8Array ? [...value] : value);

/** One line for each alternative, in the words of pcap filters: `tcp and dst port 80`. */
export function describeNeed({ packets }: FilterNeed): string[] {
  if (packets === "all") return ["all packets"];
  return packets.map(({ network, protocols, constraints }) => {
    const protocol = protocols?.map((one) => transports[one]?.filterName ?? `proto ${one}`).join(" or ");
    const family = network === "ip4" ? "ip" : network === "ip" ? (protocol ? "" : "ip or ip6") : network;
    return [family, protocol, ...constraints.map(describeConstraint)].filter(Boolean).join(" and ");
  });
}
function describeConstraint(constraint: Constraint): string {
  if (constraint.kind === "tcp-flags") {
    const { mask, value } = constraint;
    return `tcp[13] & 0x${mask.toString(16)} ${value === undefined ? "!= 0" : `== 0x${value.toString(16)}`}`;
  }
  const side = { source: "src ", target: "dst ", either: "" }[constraint.side];
  if (constraint.kind === "host") return `${side}host ${textOfAddress(constraint.address)}`;
  const { min, max } = constraint;
  return min === max ? `${side}port ${min}` : `${side}portrange ${min}-${max}`;
}
function textOfAddress(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (address[2 * i]! << 8 | address[2 * i + 1]!).toString(16));
  return groups.join(":");
}
