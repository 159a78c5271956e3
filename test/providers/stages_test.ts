/** Stages: every probe that packets can show is some stage's to fire, which says what it needs. */
import { ok, strictEqual, throws } from "node:assert";
import { ProbeRegistry, type ProviderContext } from "../../lib/engine/probe/mod.ts";
import { Chains } from "../../lib/providers/pipeline/chains.ts";
import { Datagrams } from "../../lib/providers/pipeline/datagrams.ts";
import { PacketRecord } from "../../lib/providers/pipeline/packet_record.ts";
import { PacketTables } from "../../lib/providers/pipeline/packet_tables.ts";
import { MessageStage } from "../../lib/providers/pipeline/message_stage.ts";
import { makeStages } from "../../lib/providers/pipeline/stages.ts";
import { providers } from "../../lib/providers/mod.ts";
import { type ArgumentPlace, icmp, isTransport } from "../../lib/protocols/mod.ts";
import type { PacketSource } from "../../lib/sources/mod.ts";
import { plainMemory } from "../sources/plain_memory.ts";

const registry = new ProbeRegistry(providers);
const SOURCE: PacketSource = {
  next: () => undefined,
  interfaces: [],
  problems: [],
  progress: { bytesRead: 0, bytesTotal: 0 },
  close() {},
};
const memory = plainMemory(16);

for (const { name: provider } of providers) {
  const probes = registry.all().filter((probe) => probe.provider === provider && probe.packets?.network !== "none");
  if (probes.length === 0) continue;
  Deno.test(`${provider}: each probe alone has a stage, which is called for its packets`, () => {
    for (const probe of probes) {
      if (probe.unavailable) continue;
      memory.reset();
      // all arguments are read
      const needs = (1 << (probe.args ?? []).length) - 1;
      const tracing: ProviderContext = {
        memory,
        fire: (one) => one.id === probe.id ? () => 0 : undefined,
        needs: () => needs,
        members: () => "all",
        checkStatus: () => false,
      };
      const { enabled } = makeStages(
        tracing,
        registry,
        new PacketRecord(memory, new PacketTables(memory, SOURCE)),
        new Datagrams(memory),
      );
      ok(enabled.length > 0, `${probe.name} is no stage's`);
      const chains = new Chains(enabled), { packets } = probe;
      const places = new Set<ArgumentPlace | undefined>((probe.args ?? []).map(({ place }) => place));
      if (places.has("flow")) ok(enabled.some((stage) => stage.needs.flows), `${probe.name} needs flows`);
      if (places.has("packet") && provider !== "packet") ok(enabled.some((stage) => stage.needs.packet), probe.name);
      if (provider === "packet") strictEqual(chains.ofRecords.length, 1);
      else ok(chains.isMoreThanRecords, probe.name);
      if (packets && isTransport(packets)) ok(chains.ofPacket(packets.number), `${probe.name} misses its packets`);
    }
  });
}

Deno.test("a protocol whose arguments stand in another order than a stage of messages fills in is refused", () => {
  const [probe] = icmp.probes,
    tracing: ProviderContext = {
      memory,
      fire: () => undefined,
      needs: () => 0,
      members: () => new Set<number>(),
      checkStatus: () => false,
    };
  const made = (args: typeof probe.args) =>
    new MessageStage(tracing, registry, { ...icmp, probes: [{ ...probe, args }] });
  made(probe.args);
  made(probe.args.slice(0, 5));
  const { args } = probe, [packet, , ip, , message] = args;
  throws(() => made([packet, message]), /icmp:::\w+: args\[1\] points at "transport"/);
  throws(() => made([packet, args[1], message]), /args\[2\] points at "transport"/);
  throws(() => made([ip]), /args\[0\] points at "ip"/);
  throws(() => made([...args, packet]), /args\[6\] points at "packet"/);
});
