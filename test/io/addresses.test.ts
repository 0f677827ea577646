// Which addresses are public, block by block to its edges, and what the DNS and the lookup make of names.
import { describe, expect, test } from "vitest";
import { createDnsResolve, createJudgedLookup, isPublicAddress } from "../../src/io/addresses.ts";
import { startNameServer } from "../support/dns.ts";

describe("isPublicAddress", () => {
  test.each([
    ["1.0.0.0", "0.255.255.255", "this network"],
    ["9.255.255.255", "10.0.0.0", "private"],
    ["11.0.0.0", "10.255.255.255", "private"],
    ["100.63.255.255", "100.64.0.0", "carriers' NAT"],
    ["100.128.0.0", "100.127.255.255", "carriers' NAT"],
    ["126.255.255.255", "127.0.0.0", "loopback"],
    ["128.0.0.0", "127.255.255.255", "loopback"],
    ["169.253.255.255", "169.254.0.0", "link-local"],
    ["169.255.0.0", "169.254.169.254", "metadata"],
    ["168.63.129.15", "168.63.129.16", "Azure's host"],
    ["172.15.255.255", "172.16.0.0", "private"],
    ["172.32.0.0", "172.31.255.255", "private"],
    ["191.255.255.255", "192.0.0.0", "protocol assignments"],
    ["192.0.1.0", "192.0.2.1", "documentation"],
    ["192.31.197.0", "192.31.196.1", "AS112"],
    ["192.52.194.0", "192.52.193.1", "tunnels to multicast"],
    ["192.88.98.255", "192.88.99.1", "6to4 relays"],
    ["192.167.255.255", "192.168.0.0", "private"],
    ["192.169.0.0", "192.168.255.255", "private"],
    ["192.175.47.255", "192.175.48.1", "AS112"],
    ["198.17.255.255", "198.18.0.0", "benchmarking"],
    ["198.20.0.0", "198.19.255.255", "benchmarking"],
    ["198.51.99.255", "198.51.100.0", "documentation"],
    ["203.0.114.0", "203.0.113.255", "documentation"],
    ["223.255.255.255", "224.0.0.0", "multicast"],
    ["8.8.8.8", "239.255.255.255", "multicast"],
    ["1.1.1.1", "240.0.0.0", "reserved"],
    ["93.184.215.14", "255.255.255.255", "broadcast"],
    ["2000::1", "1fff:ffff::1", "outside 2000::/3"],
    ["3ffe:ffff::1", "3fff::1", "documentation"],
    ["3fff:1000::1", "3fff:fff::1", "documentation"],
    ["3fff:ffff::1", "4000::1", "outside 2000::/3"],
    ["2001:200::1", "2001:1ff:ffff::1", "protocol assignments"],
    ["2001:4860:4860::8888", "2001::1", "Teredo"],
    ["2001:db7:ffff::1", "2001:db8::1", "documentation"],
    ["2001:db9::1", "2001:db8:ffff::1", "documentation"],
    ["2001:ffff::1", "2002::1", "6to4"],
    ["2003::1", "2002:7f00:1::1", "6to4 of loopback"],
    ["2620:4f:8001::1", "2620:4f:8000::1", "AS112"],
    ["2606:4700::1111", "::", "unspecified"],
    ["2606:4700::1111", "::1", "loopback"],
    ["2606:4700::1111", "::ffff:127.0.0.1", "mapped loopback"],
    ["2606:4700::1111", "::ffff:8.8.8.8", "mapped"],
    ["2606:4700::1111", "::127.0.0.1", "compatible"],
    ["2606:4700::1111", "64:ff9b::7f00:1", "NAT64"],
    ["2606:4700::1111", "64:ff9b:1::1", "local NAT64"],
    ["2606:4700::1111", "100::1", "discard"],
    ["2606:4700::1111", "5f00::1", "segment routing"],
    ["2606:4700::1111", "fc00::1", "unique local"],
    ["2606:4700::1111", "fd00:ec2::254", "metadata"],
    ["2606:4700::1111", "fe80::1", "link-local"],
    ["2606:4700::1111", "fe80::1%eth0", "link-local with a zone"],
    ["2606:4700::1111", "2606:4700::1111%eth0", "a zone"],
    ["2606:4700::1111", "fec0::1", "site-local"],
    ["2606:4700::1111", "ff02::1", "multicast"],
  ])("%s is, %s is not: %s", (outside, inside) => {
    expect(isPublicAddress(outside)).toBe(true);
    expect(isPublicAddress(inside)).toBe(false);
  });

  test.each(["", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "01.2.3.4", "8.8.8.8:53", "[2606:4700::1111]", " 8.8.8.8"])(
    "%j is no address",
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );
});

describe("the DNS", () => {
  test("tells all addresses of a name, and none of one that does not exist", async () => {
    const server = await startNameServer({
      "a.test": ["93.184.215.14", "127.0.0.1", "2606:4700::1111"],
      "six.test": ["fd00::1"],
    });
    const resolve = createDnsResolve({ servers: [server] });
    expect(await resolve("a.test")).toEqual(["93.184.215.14", "127.0.0.1", "2606:4700::1111"]);
    expect(await resolve("six.test")).toEqual(["fd00::1"]);
    expect(await resolve("b.test")).toEqual([]);
  });
});

function look(addresses: readonly string[], all: boolean) {
  const lookup = createJudgedLookup({ resolve: () => Promise.resolve(addresses), isPublic: isPublicAddress });
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  lookup("a.test", { all }, (...answer) => resolve(answer));
  return promise;
}

describe("the lookup", () => {
  test("hands over public addresses only, one or all", async () => {
    const mixed = ["10.0.0.1", "2606:4700::1111", "127.0.0.1", "93.184.215.14"];
    expect(await look(mixed, false)).toEqual([null, "2606:4700::1111", 6]);
    const judged = [
      { address: "2606:4700::1111", family: 6 },
      { address: "93.184.215.14", family: 4 },
    ];
    expect(await look(mixed, true)).toEqual([null, judged]);
  });

  test.each([[["127.0.0.1", "fd00::1"]], [[]]])("says of %j only that none is public", async (addresses) => {
    const [error] = await look(addresses, true);
    expect(error).toMatchObject({ kind: "refused", message: "the host has no public address" });
  });
});
