/**
 * The consumer: reads records in turn, prints what they hold, acts on those that act.
 *
 * @module
 */
import type { ProbeCatalog, ProbeInformation } from "../../d/check/mod.ts";
import {
  CONTEXT,
  type EnabledProbe,
  ERROR_RECORD,
  type FieldDescription,
  type Image,
  type Machine,
  RECORD_HEADER,
} from "../../image/mod.ts";
import { type AggregationResult, AggregationStore, type ConsumedAggregating } from "../aggregation/mod.ts";
import {
  encodeText,
  type FormatNames,
  type LineWriter,
  namesFor,
  type PrintfFormat,
  readField,
  textOfBytes,
} from "../format/mod.ts";
import type { Options } from "../options/mod.ts";
import { type BufferPolicy, DropReporter, PrincipalBuffer, type RecordView } from "../record/mod.ts";
import { AggregationPrinter } from "./aggregation_printer.ts";
import { CurrentRecord, type ReadyAction, ReadyClause, valuesOf } from "./ready_clauses.ts";
import type { ActionRecord, ConsumeContext, ConsumedAction } from "./action_definitions.ts";
import { formatFault, formatLibraryFault } from "./faults.ts";
import { Flow, FLOW_HEADING, formatLineStart, heading } from "./trace_lines.ts";
import { type OutputSettings, type RecordedPacket, TextOutputs } from "./outputs.ts";
import type { CollectedRecord, WatchedRecord } from "./consumer_results.ts";
import { clauseNumbers, type RecordSink } from "./sink.ts";

export interface ConsumerSettings extends OutputSettings {
  readonly machine: Machine;
  readonly image: Image;
  readonly catalog: ProbeCatalog;
  readonly options: Options;
  /** By name: those of all actions and aggregating functions in the image. */
  readonly actions: ReadonlyMap<string, ConsumedAction>;
  readonly aggregating: ReadonlyMap<string, ConsumedAggregating>;
  /** A message for standard error, without `dtrace: ` and newline. */
  warn(message: string): void;
  /** system(): all earlier output has been written. */
  system?(command: string): void;
  readonly names?: FormatNames;
  /** CPU and ID are left out of lines: see `trace_lines.ts`. */
  readonly compared?: boolean;
  /** $TERM, for what can show UTF-8. */
  readonly terminal?: string;
  /** Gives records away instead of printing them. */
  collect?(record: CollectedRecord): void;
  /** Sees each record as data, besides its being printed. */
  watch?(record: WatchedRecord): void;
  /** Is shown all records, whether they are printed or not. */
  readonly sink?: RecordSink;
  /** Nothing is printed; what acts (clear, trunc, system …) does. */
  readonly silent?: boolean;
}
interface EnabledClause extends EnabledProbe {
  readonly information: ProbeInformation;
  readonly ready: ReadyClause;
  /** How its lines begin. */
  start?: { readonly cpu: number; readonly text: Uint8Array };
}
const NEWLINE = Uint8Array.of(0x0a);

export class Consumer implements ConsumeContext {
  readonly aggregationStore: AggregationStore;
  readonly #aggregations: AggregationPrinter;
  readonly buffer: PrincipalBuffer;
  readonly drops: DropReporter;
  readonly #settings: ConsumerSettings;
  readonly #enabled: EnabledClause[] = [];
  readonly #current = new CurrentRecord();
  readonly #flow = new Flow();
  readonly #output: TextOutputs;
  /** Text of the record that is being collected. */
  #captured: string | undefined;
  #heading = false;
  #epid = 0;
  #timestampNs = 0n;
  readonly #last = { epid: 0, probe: 0 };
  /** Whether records of plain formats may be written as bytes at once; undefined until it is asked. */
  #mayWriteLines: boolean | undefined;

  constructor(settings: ConsumerSettings) {
    const { machine, image, options, catalog } = settings;
    this.#settings = settings;
    const used = image.clauses.flatMap(({ actions }) => actions.map(({ action }) => settings.actions.get(action)));
    this.#output = new TextOutputs(settings, used.some((action) => action?.keepsPackets));
    this.aggregationStore = new AggregationStore(machine, image, settings.aggregating);
    this.#aggregations = new AggregationPrinter(this.aggregationStore, options, settings.terminal, () => this.names);
    const policy = (options.text("bufpolicy") ?? "switch") as BufferPolicy;
    this.buffer = new PrincipalBuffer(machine.memory, policy, image.sizes.principal);
    this.drops = new DropReporter(machine.memory);
    const numbers = clauseNumbers(image.clauses);
    const { memory } = machine, { actions, sink } = settings;
    const ready = image.clauses.map((clause, i) => new ReadyClause(clause, numbers[i], actions, memory, sink, this));
    for (const { recorded } of ready) if (recorded) sink?.expect?.(recorded);
    for (const enabled of image.enabled) {
      const information = catalog.get(enabled.probe);
      if (!information) throw new Error(`no probe has the id ${enabled.probe}`);
      this.#enabled[enabled.epid] = { ...enabled, information, ready: ready[enabled.clause] };
    }
  }

  /** Reads and acts on the records there are; true when tracing is to end because a `fill` buffer is full. */
  drain(last = false): boolean {
    this.buffer.read((record) => this.#record(record), last);
    return this.buffer.isFull;
  }

  drainAggregations(): void {
    this.aggregationStore.drain();
  }

  /** Tells of drops since the last time. */
  reportDrops(): void {
    const { options, warn } = this.#settings;
    for (const message of this.drops.report(options.flag("droptags"))) if (!options.isSilent) warn(message);
  }

  /** Faults and drops by kind; empty where nothing was lost. */
  get losses(): Readonly<Record<string, bigint>> {
    return { ...(this.#faults > 0n ? { FAULT: this.#faults } : {}), ...this.drops.counts() };
  }
  /** The newline that DTrace prints when it is interrupted. */
  interrupted(): void {
    if (this.#prints) this.#output.writeFrame("\n");
  }
  /** The end of the run: the rest of the records, drops, a newline, aggregations that printa() has not printed. */
  finish(): void {
    this.drain(true);
    this.reportDrops();
    if (this.#prints) {
      this.#output.writeFrame("\n");
      this.#aggregations.write(this.aggregationStore.unprinted, this.#output);
    }
    for (const line of this.#output.finish()) if (!this.#settings.options.isSilent) this.warn(line);
  }
  /** Ends early: capture files are kept as they are, or taken away. */
  abandon(keepsPackets: boolean): void {
    this.#output.close(keepsPackets);
  }
  flush(): void {
    this.#output.flush();
  }
  /** All aggregations as data, as of now. */
  aggregations(): AggregationResult[] {
    return this.#aggregations.results();
  }
  /** Aggregations as they print. */
  aggregationText(): string {
    return this.#aggregations.text();
  }
  get #prints(): boolean {
    return !this.#settings.collect && !this.#settings.silent;
  }

  #record(record: RecordView): void {
    if (record.epid === 0) {
      this.#fault(record);
      return;
    }
    const enabled = this.#enabled[record.epid];
    if (!enabled) throw new Error(`record of unknown enabled probe ${record.epid}`);
    this.#epid = record.epid;
    const { ready, information } = enabled;
    if (ready.recorded) this.#settings.sink!.record(ready.recorded, information, record);
    if (this.#settings.silent && !ready.acts && !this.#settings.watch) return;
    this.#settings.watch?.(this.#current.show(ready, information, record));
    if (ready.line && this.#writesLines && this.#writeLine(ready.line, enabled, record)) {
      this.#last.epid = record.epid;
      this.#last.probe = information.id;
      return;
    }
    const blocks = ready.blocks(record);
    this.#timestampNs = record.view.getBigInt64(record.start + RECORD_HEADER.TIMESTAMP, true);
    if (this.#settings.silent) {
      for (const { consumed, record: own } of blocks.flat()) if (!consumed.isData) consumed.consume(this, own);
    } else if (this.#settings.collect) this.#collect(blocks.flat(), ready, information, record);
    else {
      blocks.forEach((block, i) => this.#line(block, information, record, i < blocks.length - 1));
    }
    this.#last.epid = record.epid;
    this.#last.probe = information.id;
  }

  /** The same line as bytes; false where it has to be made as text. */
  #writeLine(write: LineWriter, enabled: EnabledClause, { bytes, view, payload }: RecordView): boolean {
    const { quiet } = this;
    if (!quiet && !this.#heading) this.#output.writeFrame(heading(this.#settings.compared));
    this.#heading = true;
    const lines = this.#output.lines();
    if (!lines) return false;
    if (!quiet) lines.put(this.#lineStart(enabled));
    write(bytes, view, payload, lines);
    if (!quiet) lines.put(NEWLINE);
    return true;
  }
  #lineStart(enabled: EnabledClause): Uint8Array {
    const cpu = this.#settings.machine.memory.words[CONTEXT.CPU >> 2];
    if (enabled.start?.cpu !== cpu) {
      enabled.start = { cpu, text: encodeText(formatLineStart(cpu, enabled.information, this.#settings.compared)) };
    }
    return enabled.start.text;
  }
  /** One line: its beginning, what the actions print, its end. */
  #line(actions: readonly ReadyAction[], probe: ProbeInformation, record: RecordView, more: boolean): void {
    const cpu = this.#settings.machine.memory.words[CONTEXT.CPU >> 2];
    const { options, compared } = this.#settings;
    const flow = options.flag("flowindent");
    if (!this.#heading && (flow || !this.quiet)) this.#output.writeFrame(flow ? FLOW_HEADING : heading(compared));
    this.#heading = true;
    if (flow) {
      const following = more ? record.epid : record.nextEpid;
      const next = { epid: following, probe: this.#enabled[following]?.probe ?? 0 };
      this.#output.writeFrame(this.#flow.begin(cpu, probe, record.epid, this.#last, next));
    } else if (!this.quiet) this.#output.writeFrame(formatLineStart(cpu, probe, compared));
    for (const { consumed, record: actionRecord } of actions) consumed.consume(this, actionRecord);
    if (!this.quiet) this.#output.writeFrame("\n");
  }

  #collect(
    actions: readonly ReadyAction[],
    ready: ReadyClause,
    probe: ProbeInformation,
    record: RecordView,
  ): void {
    this.#captured = "";
    for (const { consumed, record: actionRecord } of actions) consumed.consume(this, actionRecord);
    const text = this.#captured;
    this.#captured = undefined;
    this.#settings.collect!(this.#collected(actions, ready, probe, record, text));
  }

  #collected(
    actions: readonly ReadyAction[],
    { clause }: ReadyClause,
    probe: ProbeInformation,
    record: RecordView,
    text: string,
  ): CollectedRecord {
    const cpu = this.#settings.machine.memory.words[CONTEXT.CPU >> 2];
    const { epid } = record;
    return {
      epid,
      clause: clause.index,
      probe,
      cpu,
      timestampNs: this.#timestampNs,
      values: valuesOf(actions, record),
      text,
    };
  }

  #faults = 0n;
  #fault({ view, payload }: RecordView): void {
    this.#faults++;
    const epid = view.getUint32(payload + ERROR_RECORD.EPID, true);
    const fault = {
      epid,
      action: view.getInt32(payload + ERROR_RECORD.ACTION, true),
      offset: view.getInt32(payload + ERROR_RECORD.OFFSET, true),
      fault: view.getInt32(payload + ERROR_RECORD.FAULT, true),
      address: view.getBigInt64(payload + ERROR_RECORD.ADDRESS, true),
    };
    this.#settings.warn(formatFault(fault, this.#enabled[epid]?.information));
  }

  /** Lines are printed, and none depends on the one before. */
  get #writesLines(): boolean {
    const { options, silent, collect } = this.#settings;
    return this.#mayWriteLines ??= !silent && !collect && !options.flag("flowindent");
  }
  get quiet(): boolean {
    return this.#settings.options.flag("quiet");
  }
  /** For %I and %a. */
  get names(): FormatNames | undefined {
    return namesFor(this.#settings.names, this.#captured === undefined && this.#output.isTerminal);
  }

  write(text: string): void {
    if (this.#captured !== undefined) this.#captured += text;
    else if (!this.#settings.silent) this.#output.write(text);
  }
  writeBytes(bytes: Uint8Array): void {
    if (this.#captured !== undefined) this.#captured += textOfBytes(bytes);
    else if (!this.#settings.silent) this.#output.writeBytes(bytes);
  }
  warn(text: string): void {
    this.#settings.warn(text);
  }
  option(name: string): string | number | boolean | undefined {
    return this.#settings.options.value(name);
  }
  setOption(name: string, value: string | undefined): string | undefined {
    const given = value ?? "1";
    const error = this.#settings.options.set(name, given, "setopt");
    this.#mayWriteLines = undefined;
    return error === undefined ? undefined : this.#library(`couldn't set option "${name}" to "${given}": ${error}`);
  }
  #library(what: string): string {
    return formatLibraryFault(this.#epid, this.#enabled[this.#epid]?.information, what);
  }

  printAggregations(ids: readonly number[], format: unknown): void {
    const { sink, silent } = this.#settings;
    if (sink?.snapshot) {
      for (const result of this.#aggregations.results(ids)) sink.snapshot(result, this.#timestampNs);
    }
    if (!silent) this.#aggregations.print(ids, format as PrintfFormat | undefined, this);
  }
  clear(id: number): void {
    this.aggregationStore.clear(id);
  }
  truncate(id: number, limit: bigint | undefined): void {
    this.aggregationStore.truncate(id, limit);
  }
  normalize(id: number, factor: bigint): void {
    this.aggregationStore.normalize(id, factor);
  }
  value(record: ActionRecord, field: FieldDescription): bigint | Uint8Array {
    return readField(field, record.bytes, record.view, record.payload);
  }
  reopen(path: string): void {
    this.#output.reopen(path, (reason) => this.warn(this.#library(`couldn't freopen() "${path}": ${reason}`)));
  }
  packet(packet: RecordedPacket): boolean {
    return this.#output.packet(packet);
  }
  tally(what: string): void {
    this.#output.tally(what);
  }
  system(command: string): void {
    this.#output.flush();
    this.#settings.system?.(command);
  }
}

/** Reads the records that wait and prints or acts on them. */
export function consume(consumer: Consumer): boolean {
  return consumer.drain();
}
