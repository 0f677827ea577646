// A way to a TCP server that can be cut: everything passes, or silence, as behind a cable that was pulled, or refusal. What was
// sent into silence arrives when it ends, as TCP would send it again.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export type Passage = "open" | "silent" | "refusing";

export interface Gate {
  readonly port: number;
  set(passage: Passage): void;
  /** Leads to another port from now on; who has come through by then is cut off. */
  lead(target: number): void;
}

/** @param first a port on loopback. @param hear what clients send, as it goes to the server. */
export async function openGate(first: number, hear?: (bytes: Buffer) => void): Promise<Gate> {
  let passage: Passage = "open";
  let target = first;
  const sockets = new Set<Socket>();
  /** Connections that came in silence. */
  let waiting: Socket[] = [];

  function join(client: Socket): void {
    const server = follow(connect(target, "127.0.0.1"));
    client.pipe(server);
    if (hear) client.on("data", hear);
    server.pipe(client);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  }

  function follow(socket: Socket): Socket {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  }

  const gate = createServer((client) => {
    if (passage === "refusing") return void client.destroy();
    follow(client);
    if (passage === "silent") waiting.push(client);
    else join(client);
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    gate.close();
  });
  return {
    port: (gate.address() as AddressInfo).port,
    lead(next) {
      target = next;
      for (const socket of sockets) socket.destroy();
    },
    set(next) {
      passage = next;
      if (next === "refusing") for (const socket of sockets) socket.destroy();
      else if (next === "silent") for (const socket of sockets) socket.pause();
      else {
        for (const socket of sockets) socket.resume();
        for (const client of waiting) if (!client.destroyed) join(client);
        waiting = [];
      }
    },
  };
}
