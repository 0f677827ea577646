// A WebSocket to a configured origin, to listen on. On `ws`, because the WebSocket that Node brings takes a message of any size
// whole and waits for a handshake without end: neither can be bounded there.
import { WebSocket } from "ws";

export interface SocketOptions {
  /** ws or wss. */
  readonly url: string;
  /** Of one message, compressed or not. A larger one closes the socket. */
  readonly maxBytes: number;
  readonly onText: (text: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
}

export interface Socket {
  /** Whether it stands: it does not yet, or no more, when this is false. */
  readonly open: boolean;
  /** Whether it has failed or ended, for whatever reason. It is not opened again. */
  readonly ended: boolean;
  /** Settles when it stands or has failed; never rejects. */
  readonly settled: Promise<void>;
  close(): void;
}

const HANDSHAKE_MS = 5_000;

/** Opens it, without waiting for it. Never throws for what the other side does: such a socket has `ended`. */
export function openSocket({ url, maxBytes, onText, onBinary }: SocketOptions): Socket {
  const socket = new WebSocket(url, { maxPayload: maxBytes, handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
  socket.binaryType = "nodebuffer";
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  socket.on("open", resolve);
  socket.on("close", () => resolve());
  // Every error is followed by a close.
  socket.on("error", () => undefined);
  socket.on("message", (data: Buffer, binary) => (binary ? onBinary(data) : onText(data.toString("utf8"))));
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    get ended() {
      return socket.readyState === WebSocket.CLOSING || socket.readyState === WebSocket.CLOSED;
    },
    settled,
    close: () => socket.terminate(),
  };
}
