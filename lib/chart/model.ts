/**
 * What a chart shows, before anyone draws it: the Vega-Lite specification and the drawing in a terminal are made of the
 * same model.
 *
 * @module
 */

/** How numbers of a quantity are shown: divided by `factor`, with the unit's name. */
export interface Quantity {
  /** For an axis, without the unit: `sum(ip_plength)`. */
  readonly label: string;
  /** As shown: `ms` where values are in nanoseconds and `factor` is 1e6; empty for plain numbers. */
  readonly unit: string;
  readonly factor: number;
}
/** A value: as a number for its place in the picture, and with all digits where a number cannot hold them. */
export interface Amount {
  readonly value: number;
  readonly exact?: string;
}
interface Common {
  readonly title: string;
  /** What was left out, or how it was reduced. */
  readonly notes: readonly string[];
}
/** One number. */
export interface ValueModel extends Common {
  readonly kind: "value";
  readonly quantity: Quantity;
  readonly amount: Amount;
}
export interface Bar extends Amount {
  readonly label: string;
  /** Not one key but the rest of them. */
  readonly others?: true;
  /** Mean and deviation: the bar is a point with a whisker to both sides. */
  readonly deviation?: number;
  /** How many values stand behind it. */
  readonly count?: number;
}
export interface BarsModel extends Common {
  readonly kind: "bars";
  readonly keys: string;
  readonly quantity: Quantity;
  /** Points with whiskers instead of bars. */
  readonly deviations: boolean;
  /** Whiskers of means that are not below 0 end there. */
  readonly cut?: boolean;
  readonly rows: readonly Bar[];
}
export interface HeatCell extends Amount {
  readonly x: number;
  readonly y: number;
  /** Of the rest of the keys: it says nothing about how the others compare. */
  readonly others?: true;
}
/** Two keys: columns and rows by number. */
export interface HeatModel extends Common {
  readonly kind: "heat";
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly quantity: Quantity;
  readonly cells: readonly HeatCell[];
  /** From one state to another: both axes have the same values in the same order. */
  readonly transitions: boolean;
  /** Columns are buckets in order; their labels may be thinned out. */
  readonly buckets: boolean;
}
export interface ChartBucket {
  /** Where it begins, short. */
  readonly label: string;
  /** All of it: `64 .. 127 bytes`. */
  readonly range: string;
  readonly outside?: true;
}
export interface HistogramModel extends Common {
  readonly kind: "histogram";
  readonly quantity: Quantity;
  readonly buckets: readonly ChartBucket[];
  /** One without a key; one for each key otherwise. */
  readonly series: readonly { readonly label: string; readonly counts: readonly number[] }[];
  readonly keys?: string;
}
/** A function in a flame graph: from and to are parts of the whole. */
export interface FlameBox {
  readonly label: string;
  /** 0: all stacks. */
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly part: number;
  readonly value: number;
  /** Of stacks that end in it. */
  readonly own: number;
}
/** Stacks: who calls, and what is called. */
export interface FlameModel extends Common {
  readonly kind: "flame";
  readonly keys: string;
  readonly quantity: Quantity;
  readonly depth: number;
  /** Those who call before those that they call. */
  readonly boxes: readonly FlameBox[];
}
/** How a time axis counts: of the day, or from the beginning where the span is short. */
export interface TimeAxis {
  readonly relative: boolean;
  readonly title: string;
}
export interface TimeSeriesPoint extends Amount {
  /** ms since 1970, or in units of a relative axis. */
  readonly time: number;
  readonly series: number;
  /** Nothing is known between the point before it and this one: no line joins them. */
  readonly afterGap?: true;
}
export interface TimeSeriesModel extends Common {
  readonly kind: "timeSeries";
  readonly time: TimeAxis;
  readonly quantity: Quantity;
  readonly keys?: string;
  readonly series: readonly string[];
  readonly points: readonly TimeSeriesPoint[];
}
/** Buckets over time. */
export interface SpectrumModel extends Common {
  readonly kind: "spectrum";
  readonly time: TimeAxis;
  readonly quantity: Quantity;
  readonly buckets: readonly ChartBucket[];
  readonly cells: readonly {
    readonly from: number;
    readonly to: number;
    readonly bucket: number;
    readonly count: number;
  }[];
}
/** Records: a value at a moment. */
export interface PointsModel extends Common {
  readonly kind: "points";
  readonly time: TimeAxis;
  readonly quantity: Quantity;
  readonly keys?: string;
  readonly series: readonly string[];
  readonly points: readonly (TimeSeriesPoint & { readonly texts: readonly string[] })[];
  /** Titles of the texts. */
  readonly texts: readonly string[];
}
/** Nothing was gathered. */
export interface EmptyModel extends Common {
  readonly kind: "empty";
}
export type ChartModel =
  | ValueModel
  | BarsModel
  | HeatModel
  | FlameModel
  | HistogramModel
  | TimeSeriesModel
  | SpectrumModel
  | PointsModel
  | EmptyModel;
