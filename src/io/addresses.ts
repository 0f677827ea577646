// Which addresses a URL from outside may lead to: public ones. Owns that the address judged is the address connected to, so that
// a name that answers differently the second time gains nothing (I10).
import { Resolver } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { ExchangeError } from "./exchange.ts";

/** https://www.iana.org/assignments/iana-ipv4-special-registry, whole blocks where only parts are special, and multicast. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // shared behind carriers' NAT; Alibaba's metadata too
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // Azure's host, in public space but inside
  "169.254.0.0/16", // link-local; every cloud's metadata
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.31.196.0/24", // AS112
  "192.52.193.0/24", // AMT
  "192.88.99.0/24", // 6to4 relays
  "192.168.0.0/16", // private
  "192.175.48.0/24", // AS112
  "198.18.0.0/15", // benchmarking
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and broadcast
];

/**
 * https://www.iana.org/assignments/iana-ipv6-special-registry, what of it lies within 2000::/3. Nothing outside that is public:
 * not loopback, mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique local, link-local or multicast addresses.
 */
const GLOBAL_IPV6 = "2000::/3";
const SPECIAL_IPV6 = [
  "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4, which holds any IPv4 address
  "2620:4f:8000::/48", // AS112
  "3fff::/20", // documentation
];

const special = toBlockList([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const global = toBlockList([GLOBAL_IPV6]);

function toBlockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [network = "", bits] = block.split("/");
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** Whether anybody may reach `address`, an IPv4 or IPv6 literal without brackets; false for anything else. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, "ipv4");
  // An address with a zone id is one of a link of ours.
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return global.check(address, "ipv6") && !special.check(address, "ipv6");
}

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL's host is this machine by its very name. @param hostname as `URL.hostname` spells it */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOST.test(hostname);
}

/** All addresses of a host name, in the order in which they should be tried; rejects or is empty when there are none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

interface DnsOptions {
  /** Addresses with ports; the system's when absent. */
  readonly servers?: readonly string[];
}

/**
 * Asks the DNS, for at most some seconds. Not `dns.lookup`, which holds a thread of libuv's four while it waits: a few names that
 * answer slowly would stop every write to disk. The system's own names (`localhost`, its hosts file) are thus not found.
 */
export function createDnsResolve({ servers }: DnsOptions = {}): ResolveHost {
  return async (hostname) => {
    const resolver = new Resolver({ timeout: 1_500, tries: 2 });
    if (servers) resolver.setServers(servers);
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
}

/** Of a name that does not exist and of one inside alike, so that nobody learns which names exist inside. */
export function noPublicAddress(cause?: unknown): ExchangeError {
  return new ExchangeError("refused", "the host has no public address", { cause });
}

interface JudgedLookup {
  readonly resolve: ResolveHost;
  readonly isPublic: (address: string) => boolean;
}

/** A lookup for node:http that hands over only those addresses of a name that are public. */
export function createJudgedLookup({ resolve, isPublic }: JudgedLookup): LookupFunction {
  return (hostname, { all = false }, callback) => {
    const found = (addresses: readonly string[]) => {
      const judged = addresses.filter(isPublic).map((address) => ({ address, family: isIP(address) }));
      const [first] = judged;
      if (!first) callback(noPublicAddress(), []);
      else if (all) callback(null, judged);
      else callback(null, first.address, first.family);
    };
    const failed = (error: unknown) => callback(noPublicAddress(error), []);
    resolve(hostname).then(found, failed);
  };
}
