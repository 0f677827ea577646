// A reader of server-sent events that takes what comes as it comes, and notes everything.
import { request } from "node:http";
import { until } from "./until.ts";

export interface StreamedEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: {
    readonly id: string | null;
    readonly type: string;
    readonly task: {
      readonly id: string;
      readonly status: string;
      readonly progress: {
        readonly fraction: number;
        readonly queue_position: number | null;
        readonly preview_url: string | null;
      } | null;
      readonly images: readonly { readonly url: string }[];
      readonly error: { readonly code: number } | null;
    };
  };
}

export interface EventReader {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly events: readonly StreamedEvent[];
  /** Those that can be resumed after. */
  readonly durable: readonly StreamedEvent[];
  readonly comments: number;
  readonly text: string;
  /** Whether the server has ended the stream, or it was cut. */
  readonly ended: boolean;
  /** The first event that `test` wants, once it is there. */
  reach(what: string, test: (event: StreamedEvent) => boolean): Promise<StreamedEvent>;
  close(): void;
}

/** @param quietMs a stream of which nothing comes for so long is cut; never when not given. */
export function readEvents(url: string, headers: Readonly<Record<string, string>>, quietMs?: number): Promise<EventReader> {
  const { promise, resolve, reject } = Promise.withResolvers<EventReader>();
  const events: StreamedEvent[] = [];
  let [text, rest, comments, ended] = ["", "", 0, false];
  const sent = request(url, { headers, agent: false }, (answer) => {
    answer.setEncoding("utf8");
    answer.on("data", (piece: string) => {
      text += piece;
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    });
    for (const ending of ["end", "close", "error"]) answer.on(ending, () => (ended = true));
    resolve({
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      events,
      get durable() {
        return events.filter(({ id }) => id !== undefined);
      },
      get comments() {
        return comments;
      },
      get text() {
        return text;
      },
      get ended() {
        return ended;
      },
      reach: (what, test) => until(what, () => events.find(test)),
      close: () => sent.destroy(),
    });
  });
  if (quietMs !== undefined) sent.setTimeout(quietMs, () => sent.destroy());
  sent
    .on("error", reject)
    .on("close", () => reject(new Error("the stream was cut")))
    .end();

  function take(block: string): void {
    const lines = block.split("\n");
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    if (block.startsWith(":")) comments += 1;
    const [type, data] = [field("event"), field("data")];
    if (type === undefined || data === undefined) return;
    events.push({ id: field("id"), type, data: JSON.parse(data) as StreamedEvent["data"] });
  }
  return promise;
}
