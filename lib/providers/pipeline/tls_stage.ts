/**
 * The tls provider's firings: what of handshakes is in clear, over TCP and in QUIC; each message once, whatever the view.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import {
  beginsTls,
  readCertificate,
  type TlsHandshake,
  type TlsHello,
  type TlsPlace,
  TlsReader,
  type TlsSink,
} from "../../packet/tls/mod.ts";
import { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { MalformedMessages } from "./pipeline_report.ts";
import { ReasonRecord } from "./reason_record.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";
import { LIKENESS, type StreamConnection } from "./stream_connection.ts";
import type { Streams } from "./streams.ts";
import { TLS_TRANSPORT, TlsRecord } from "./tls_record.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
const NAMES = [
  "client-hello",
  "server-hello",
  "hello-retry",
  "certificate",
  "handshake-complete",
  "alert",
  "malformed",
] as const;
type Firings = Readonly<Record<typeof NAMES[number], ProbeFiring | undefined>>;

/** How handshakes are carried. */
export interface TlsCarrier {
  readonly transport: number;
  /** Address of the flow's record. */
  readonly flow: number;
  /** The packet at hand, if there is one. */
  readonly packet: CurrentPacket | undefined;
  /** Writes `struct app` for what a side has sent. @param client the client's side, -1 where it is not known */
  writeEnds(app: AppRecord, side: number, client: number): void;
}

export class TlsStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly #firings: Firings;
  readonly #malformed = new Map<string, number>();
  #record!: TlsRecord;
  #app!: AppRecord;
  #reason!: ReasonRecord;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly streams: Streams) {
    const all = NAMES.map((name) => [name, firingOf(tracing, catalog, "tls", name)] as const);
    const firings = this.#firings = Object.fromEntries(all) as Firings, list = all.map(([, firing]) => firing);
    this.isEnabled = list.some((firing) => firing !== undefined);
    this.needs = { packet: reads(list, "packet"), flows: this.isEnabled };
    if (!this.isEnabled) return;
    const { memory } = tracing;
    const hellos = [firings["client-hello"], firings["server-hello"], firings["hello-retry"]];
    this.#record = new TlsRecord(memory, hellos, list);
    this.#app = new AppRecord(memory);
    this.#reason = new ReasonRecord(memory);
    streams.add({
      name: "tls",
      recognise({ bytes, at, end }) {
        const begins = beginsTls(bytes, at, end);
        return begins === undefined ? LIKENESS.MORE : begins ? LIKENESS.YES : LIKENESS.NO;
      },
      open: (connection) => new TlsReader(this.sinkOf(new StreamCarrier(connection, streams))),
    });
  }
  wants(_kind: Kind): boolean {
    return false;
  }
  get malformed(): MalformedMessages[] {
    return [...this.#malformed].map(([reason, messages]) => ({ reason, messages }));
  }
  /** What is done with the handshake of a connection. */
  sinkOf(carrier: TlsCarrier): TlsSink {
    const firings = this.#firings, record = this.#record;
    return {
      readsCertificates: firings.certificate !== undefined,
      keepsNames: record.keepsNames,
      hello: (handshake, hello, from) => this.#fireHello(carrier, handshake, hello, from),
      certificate: (handshake, bytes, at, end, index, from) => {
        const certificate = readCertificate(bytes, at, end);
        if (!certificate) return this.#fireMalformed(carrier, handshake, "a certificate that cannot be read", from);
        record.writeCertificate(certificate, index, end - at);
        return this.#fire(firings.certificate, carrier, handshake, from, record.certificate);
      },
      complete: (handshake, from) => {
        record.beginTexts();
        return this.#fire(firings["handshake-complete"], carrier, handshake, from, 0);
      },
      alert: (handshake, level, code, from) => {
        record.writeAlert(level, code, from.side === handshake.client);
        return this.#fire(firings.alert, carrier, handshake, from, record.alert);
      },
      malformed: (handshake, why, from) => this.#fireMalformed(carrier, handshake, why, from),
    };
  }
  #fireHello(carrier: TlsCarrier, handshake: TlsHandshake, hello: TlsHello, from: TlsPlace): boolean {
    const firing = this.#firings[hello.isRetry ? "hello-retry" : hello.isServer ? "server-hello" : "client-hello"];
    if (!firing) return false;
    this.#record.writeHello(hello, handshake, carrier.transport);
    return this.#fire(firing, carrier, handshake, from, this.#record.hello);
  }
  #fireMalformed(carrier: TlsCarrier, handshake: TlsHandshake, why: string, from: TlsPlace): boolean {
    this.#malformed.set(why, (this.#malformed.get(why) ?? 0) + 1);
    const firing = this.#firings.malformed;
    return firing !== undefined && this.#run(firing, carrier, handshake, from, 0, this.#reason.write(why));
  }
  #fire(
    firing: ProbeFiring | undefined,
    carrier: TlsCarrier,
    handshake: TlsHandshake,
    from: TlsPlace,
    message: number,
  ): boolean {
    if (!firing) return false;
    this.#record.writeHandshake(handshake);
    return this.#run(firing, carrier, handshake, from, message, this.#record.handshake);
  }
  #run(
    { fire }: ProbeFiring,
    carrier: TlsCarrier,
    { client }: TlsHandshake,
    { side }: TlsPlace,
    message: number,
    last: number,
  ): boolean {
    const { words } = this.tracing.memory, { packet } = carrier;
    carrier.writeEnds(this.#app, side, client);
    words[ARG0] = packet?.record ?? 0;
    words[ARG1] = carrier.flow;
    words[ARG2] = packet?.decoder.ip ?? 0;
    words[ARG3] = this.#app.address;
    words[ARG4] = message;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
/** A connection of TCP. */
class StreamCarrier implements TlsCarrier {
  readonly transport = TLS_TRANSPORT.TCP;
  constructor(readonly connection: StreamConnection, readonly streams: Streams) {}
  get flow(): number {
    return this.connection.flow;
  }
  get packet(): CurrentPacket | undefined {
    return this.streams.packet;
  }
  writeEnds(app: AppRecord, side: number, client: number): void {
    app.writeOf(this.connection, side, client >= 0 ? client : app.clientOf(this.connection));
  }
}
