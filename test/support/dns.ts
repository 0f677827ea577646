// A name server on loopback that knows the names of one test (RFC 1035, as far as addresses go).
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";
import { onTestFinished } from "vitest";

const TYPES = new Map([
  [1, 4],
  [28, 6],
]);

/** Starts one that stops with the test, and gives its address with its port. Other names do not exist. */
export async function startNameServer(names: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => socket.send(toReply(query, names), port, address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function toReply(query: Buffer, names: Readonly<Record<string, readonly string[]>>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const known = names[labels.join(".").toLowerCase()];
  const addresses = known?.filter((address) => isIP(address) === TYPES.get(type)) ?? [];
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(known ? 0x81_80 : 0x81_83, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([head, query.subarray(12, at + 5), ...addresses.map((address) => toRecord(type, address))]);
}

/** Points to the name of the question, is of the internet, and may not be kept. */
function toRecord(type: number, address: string): Buffer {
  const bytes = isIP(address) === 4 ? address.split(".").map(Number) : toIpv6Bytes(address);
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
}

function toIpv6Bytes(address: string): number[] {
  const [left = [], right = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
}
