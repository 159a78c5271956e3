/**
 * What runs over packets load beyond that, in the order in which it runs, and what they call of it.
 *
 * Written by `deno task modules`; why, is said in lib/cli/list_modules.ts.
 *
 * @module
 */
import "../providers/pipeline/address.ts";
import "../providers/pipeline/clock.ts";
import "../packet/tcp/layout.ts";
import "../packet/tcp/segment.ts";
import "../packet/tcp/transitions.ts";
import "../packet/tcp/hole.ts";
import "../packet/tcp/verdict.ts";
import "../packet/tcp/evidence.ts";
import "../packet/tcp/ordinary.ts";
import "../packet/tcp/round_trip.ts";
import "../packet/tcp/machine.ts";
import "../packet/tcp/discard.ts";
import "../packet/tcp/tracker.ts";
import "../packet/tcp/mod.ts";
import "../packet/flow/record.ts";
import "../packet/flow/lately.ts";
import "../packet/flow/table.ts";
import "../packet/flow/mod.ts";
import "../packet/wire/link_types.ts";
import "../packet/wire/reasons.ts";
import "../packet/wire/radio.ts";
import "../packet/wire/decoder.ts";
import "../packet/wire/mod.ts";
import "../providers/pipeline/packet_record.ts";
import "../packet/fragment/reassembler.ts";
import "../packet/fragment/mod.ts";
import "../providers/pipeline/stage.ts";
import "../providers/pipeline/fragment_stage.ts";
import "../providers/pipeline/view.ts";
import "../providers/pipeline/host_view.ts";
import "../providers/pipeline/icmp_errors.ts";
import "../sources/source.ts";
import "../sources/mod.ts";
import "../providers/pipeline/local_table.ts";
import "../providers/pipeline/quick_loop.ts";
import "../providers/pipeline/quick_ip.ts";
import "../providers/pipeline/quick_tcp.ts";
import "../packet/sctp/chunks.ts";
import "../packet/sctp/transitions.ts";
import "../packet/sctp/tracker.ts";
import "../packet/sctp/mod.ts";
import "../providers/pipeline/sctp_stage.ts";
import "../providers/pipeline/tcp_stage.ts";
import "../providers/pipeline/tcpa_stage.ts";
import "../providers/pipeline/pipeline.ts";
import "../providers/pipeline/mod.ts";
import "./rhythm.ts";
import "./packets.ts";
import "../sources/capture/problem.ts";
import "../sources/capture/feed.ts";
import "../sources/capture/batch.ts";
import "../sources/capture/merge.ts";
import "../sources/capture/zstd_frames.ts";
import "../sources/capture/decompress.ts";
import "../sources/capture/window.ts";
import "../sources/capture/pcap.ts";
import "../sources/capture/pcapng_options.ts";
import "../sources/capture/time_units.ts";
import "../sources/capture/pcapng_interfaces.ts";
import "../sources/capture/pcapng.ts";
import "../sources/capture/recognise.ts";
import "../sources/capture/snoop.ts";
import "../sources/capture/reader.ts";
import "../sources/capture/open.ts";
import "../sources/capture/mod.ts";
export { runPackets } from "./packets.ts";
export { openCapture } from "../sources/capture/mod.ts";
