// Who has a job: the address at which it was submitted, and the account under which. Its handle says so, because an engine may be
// set to another one while the job goes on, and of a job that is another's nobody can say that it is gone.
import { z } from "zod";
import { toAccount } from "./settings.ts";

export const holder = z.object({ url: z.string(), account: z.string() });

/** `url` holds no credentials, and `account` is a fingerprint of the key. */
export type Holder = z.output<typeof holder>;

export function toHolder({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }): Holder {
  return { url: new URL(baseUrl).href, account: toAccount(apiKey) };
}

export function isSameHolder(one: Holder, other: Holder): boolean {
  return one.url === other.url && one.account === other.account;
}
