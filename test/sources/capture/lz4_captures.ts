/**
 * Captures as the lz4 command (1.9.4) compresses them: those of `few` and of `many`, in base64.
 *
 * @module
 */
import { pcap } from "../../captures/writer.ts";

/** Twelve packets. */
export const few: Uint8Array<ArrayBuffer> = pcap(Array.from({ length: 12 }, (_, i) => ({
  seconds: 1_700_000_000 + i,
  nanoseconds: i * 1000,
  bytes: Uint8Array.from({ length: 60 + i % 5 }, (_, j) => j < 8 ? i >> j : j * 7),
})));
/** More bytes than are in a block of 64 KiB. */
export const many: Uint8Array<ArrayBuffer> = pcap(Array.from({ length: 1600 }, (_, i) => ({
  seconds: 1_700_000_000 + (i >> 8),
  nanoseconds: 0,
  bytes: Uint8Array.from({ length: 60 }, (_, j) => j * 5),
})));

const bytes = (...base64: readonly string[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64.join("")), (character) => character.charCodeAt(0));

export interface Compressed {
  readonly command: string;
  readonly of: Uint8Array;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export const LZ4: readonly Compressed[] = [
  {
    command: "lz4 -1",
    of: few,
    bytes: bytes(
      "BCJNGGRApyMBAACG1MOyoQIABAABADAEAAENADDxU2UHABM8BAAEAgDwKTg/Rk1UW2JpcHd+hYyTmqGor7a9xMvS2eDn7vX8AwoR",
      "GB8mLTQ7QklQV15lbHN6gYiPlp0B8VNlVAATPQQAAAwAAAIAD0wAIaOkAvFTZQIAAAA+BAATAk4AD00AIqOrA/FTZQMAAAA/BAAf",
      "A04AKqOyBPFTZQQAAABABAATBJ4AD50AI3OyuQXxU2UFggEAigEfBVAAKFMG8VNlBoIBAIoBEwbsAA+cACJTB/FTZQeCAQCKAR8H",
      "TQApY6sI8VNlCIIBAIoBEwg4AQ+bACJzq7IJ8VNlCYIBAIoBHwlPACtnuQrxU2UKhgETCocBD58AIVcL8VNlC4YBHwtMACRQiI+W",
      "naQAAAAAh+zDLw==",
    ),
  },
  {
    command: "lz4 -9 --content-size -BX",
    of: few,
    bytes: bytes(
      "BCJNGHxAvQMAAAAAAAA9BAEAAIbUw7KhAgAEAAEAMAQAAQcAMPFTZQcAEzwEAAQeAPApOD9GTVRbYmlwd36FjJOaoaivtr3Ey9LZ",
      "4Ofu9fwDChEYHyYtNDtCSVBXXmVsc3qBiI+WnQHxU2VUABM9BAAfAUwAKKOkAvFTZQIAAAA+BAAvAgFNACijqwPxU2UDAAAAPwQA",
      "HwNOACpQsgTxU2VMARNABAA/BAIBTwApZ7kF8VNlBYYBHwVQAChXBvFTZQaGAS8GA5wAKFcH8VNlB4YBHwdNAClnqwjxU2UIhgET",
      "CDgBDzcBJFcJ8VNlCYYBHwlPACtnuQrxU2UKhgEvCgVQACdXC/FTZQuGAR8LTAAkUIiPlp2k6fO3AwAAAACH7MMv",
    ),
  },
  {
    command: "lz4 -l",
    of: few,
    bytes: bytes(
      "AiFMGCMBAACG1MOyoQIABAABADAEAAENADDxU2UHABM8BAAEAgDwKTg/Rk1UW2JpcHd+hYyTmqGor7a9xMvS2eDn7vX8AwoRGB8m",
      "LTQ7QklQV15lbHN6gYiPlp0B8VNlVAATPQQAAAwAAAIAD0wAIaOkAvFTZQIAAAA+BAATAk4AD00AIqOrA/FTZQMAAAA/BAAfA04A",
      "KqOyBPFTZQQAAABABAATBJ4AD50AI3OyuQXxU2UFggEAigEfBVAAKFMG8VNlBoIBAIoBEwbsAA+cACJTB/FTZQeCAQCKAR8HTQAp",
      "Y6sI8VNlCIIBAIoBEwg4AQ+bACJzq7IJ8VNlCYIBAIoBHwlPACtnuQrxU2UKhgETCocBD58AIVcL8VNlC4YBHwtMACRQiI+WnaQ=",
    ),
  },
  {
    command: "lz4 -9 -B4 -BD -BX --content-size",
    of: many,
    bytes: bytes(
      "BCJNGFxAGNsBAAAAAAAjbwEAAIbUw7KhAgAEAAEAMAQAAQcAMPFTZQcAEzwEAP8tAAUKDxQZHiMoLTI3PEFGS1BVWl9kaW5zeH2C",
      "h4yRlpugpaqvtLm+w8jN0tfc4ebr8PX6/wQJDhMYHSInTAD/////////////////////////////////////////////////////",
      "///////////////////////////////////////////////sHwFMAP//////////////////////////////////////////////",
      "//////////////////////////////////////////////////////84HwJMAP//////////////////////////////////////",
      "//////////////////////////////////////////////////////////////84HwNMAP//////////////////////////////",
      "/////+pQExgdIidUn5I38wAAAA9MAP///////////////////////////////////////////////////////////////zUfBEwA",
      "////////////////////////////////////////////////////////////////////////////////////////////////////",
      "/zgfBUwA////////////////////////////////////////////////////////////////////////////////////////////",
      "/////////zgfBkwA////////////////////////+VATGB0iJ9oQeT0AAAAAUwAUvw==",
    ),
  },
  {
    command: "lz4 -9 -B4 -BI --no-frame-crc",
    of: many,
    bytes: bytes(
      "BCJNGGBAgm8BAACG1MOyoQIABAABADAEAAEHADDxU2UHABM8BAD/LQAFCg8UGR4jKC0yNzxBRktQVVpfZGluc3h9goeMkZaboKWq",
      "r7S5vsPIzdLX3OHm6/D1+v8ECQ4TGB0iJ0wA////////////////////////////////////////////////////////////////",
      "////////////////////////////////////7B8BTAD/////////////////////////////////////////////////////////",
      "////////////////////////////////////////////OB8CTAD/////////////////////////////////////////////////",
      "////////////////////////////////////////////////////OB8DTAD////////////////////////////////////qUBMY",
      "HSInOwEAAJMD8VNlAAAAADwEAP8tAAUKDxQZHiMoLTI3PEFGS1BVWl9kaW5zeH2Ch4yRlpugpaqvtLm+w8jN0tfc4ebr8PX6/wQJ",
      "DhMYHSInTAD//////////////////////////////////////////////////////////////+gfBEwA////////////////////",
      "/////////////////////////////////////////////////////////////////////////////////zgfBUwA////////////",
      "/////////////////////////////////////////////////////////////////////////////////////////zgfBkwA////",
      "////////////////////+VATGB0iJwAAAAA=",
    ),
  },
  {
    command: "lz4 -9 -l",
    of: many,
    bytes: bytes(
      "AiFMGFkCAACG1MOyoQIABAABADAEAAEHADDxU2UHABM8BAD/LQAFCg8UGR4jKC0yNzxBRktQVVpfZGluc3h9goeMkZaboKWqr7S5",
      "vsPIzdLX3OHm6/D1+v8ECQ4TGB0iJ0wA////////////////////////////////////////////////////////////////////",
      "////////////////////////////////7B8BTAD/////////////////////////////////////////////////////////////",
      "////////////////////////////////////////OB8CTAD/////////////////////////////////////////////////////",
      "////////////////////////////////////////////////OB8DTAD/////////////////////////////////////////////",
      "////////////////////////////////////////////////////////OB8ETAD/////////////////////////////////////",
      "////////////////////////////////////////////////////////////////OB8FTAD/////////////////////////////",
      "////////////////////////////////////////////////////////////////////////OB8GTAD/////////////////////",
      "///5UBMYHSIn",
    ),
  },
];
