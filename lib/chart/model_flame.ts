/**
 * Stacks with a number for each: a flame graph, in which the width of a function is the number of all stacks that it is in.
 *
 * @module
 */
import type { ResultTable, TableColumn } from "../table/mod.ts";
import { quantityOf } from "./labels.ts";
import { type AggregationColumns, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import type { FlameBox, FlameModel } from "./model.ts";

/** What is narrower is not drawn: a part of the whole. */
const NARROWEST = 1 / 2000;
/** Where in a function a stack was is not drawn. */
const OFFSET = /\+0x[0-9a-f]+$/;
const NO_FRAMES = "(no frames)";

interface Frame {
  readonly label: string;
  value: number;
  /** Of stacks that end here. */
  own: number;
  readonly inner: Map<string, Frame>;
}
const frameOf = (label: string): Frame => ({ label, value: 0, own: 0, inner: new Map() });

/** Whether one of the keys is a stack and its numbers can be added together. */
export function isFlame({ keys, joining, deviations }: AggregationColumns): boolean {
  return joining === "sum" && !deviations && keys.filter(({ kind }) => kind === "stack").length === 1;
}
export function flameModel(table: ResultTable, columns: AggregationColumns): FlameModel {
  const { keys, value } = columns;
  const stack = keys.find(({ kind }) => kind === "stack")!;
  const root = frameOf("all");
  let left = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const amount = partOf(columns, row).value;
    if (amount > 0) add(root, pathOf(keys, stack, row), amount);
    else left++;
  }
  const quantity = quantityOf(valueLabel(table, value), valueUnit(table, value), root.value);
  const boxes: FlameBox[] = [];
  const narrow = place(root, 0, 0, root.value, quantity.factor, boxes);
  const notes = narrow > 0 ? [`${narrow} functions narrower than 1/${1 / NARROWEST} of the whole are not drawn`] : [];
  if (left > 0) notes.push(`${left} stacks with a value of 0 or less are not drawn`);
  const depth = Math.max(0, ...boxes.map((box) => box.depth)) + 1;
  return { kind: "flame", title: table.title, notes, keys: keysTitle(keys), quantity, depth, boxes };
}
/** Other keys stand below the stack, in their order. */
function pathOf(keys: readonly TableColumn[], stack: TableColumn, row: number): string[] {
  const others = keys.filter((key) => key !== stack).map(({ values }) => String(values.at(row) ?? ""));
  const text = String(stack.values.at(row) ?? "");
  return [...others, ...text === "" ? [NO_FRAMES] : text.split(";").map((frame) => frame.replace(OFFSET, ""))];
}
function add(root: Frame, path: readonly string[], amount: number): void {
  let frame = root;
  root.value += amount;
  for (const label of path) {
    let inner = frame.inner.get(label);
    if (!inner) frame.inner.set(label, inner = frameOf(label));
    inner.value += amount;
    frame = inner;
  }
  frame.own += amount;
}
/** Places a function and those that it calls, in the order of their names; the number of those that are too narrow. */
function place(frame: Frame, depth: number, from: number, total: number, factor: number, boxes: FlameBox[]): number {
  if (frame.value < total * NARROWEST) return 1;
  const part = total === 0 ? 0 : frame.value / total;
  boxes.push({
    label: frame.label,
    depth,
    from,
    to: from + part,
    part,
    value: frame.value / factor,
    own: frame.own / factor,
  });
  let at = from, narrow = 0;
  const inner = [...frame.inner.values()].sort((a, b) => a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
  for (const one of inner) {
    narrow += place(one, depth + 1, at, total, factor, boxes);
    at += total === 0 ? 0 : one.value / total;
  }
  return narrow;
}
