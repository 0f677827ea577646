// What every store must do, whatever it keeps its rows in: one suite, run with a factory by each implementation's own test.
import { testClaims } from "./store/claims.ts";
import { testDeliveries } from "./store/deliveries.ts";
import { testDurability } from "./store/durability.ts";
import { testEndings } from "./store/endings.ts";
import { testEvents } from "./store/events.ts";
import { testIdempotency } from "./store/idempotency.ts";
import { testKeys } from "./store/keys.ts";
import { testLimits } from "./store/limits.ts";
import { testListing } from "./store/listing.ts";
import { testModel } from "./store/model.ts";
import { testMoney } from "./store/money.ts";
import { testQueueByKey } from "./store/queue.ts";
import { testSearch } from "./store/search.ts";
import { testSessions } from "./store/sessions.ts";
import { FULL, toOpener, type CreateSite, type Scale } from "./store/site.ts";
import { testTasks } from "./store/tasks.ts";
import { testUsage } from "./store/usage.ts";
import { testWebhooks } from "./store/webhooks.ts";

export function testStore(name: string, createSite: CreateSite, scale: Scale = FULL): void {
  const open = toOpener(createSite);
  testTasks(name, open);
  testClaims(name, { open, createSite, scale });
  testEndings(name, open);
  testIdempotency(name, open);
  testMoney(name, open);
  testLimits(name, open, scale);
  testEvents(name, open, scale);
  testWebhooks(name, open);
  testDeliveries(name, open, scale);
  testListing(name, open, scale);
  testSearch(name, open, scale);
  testKeys(name, open);
  testUsage(name, open);
  testQueueByKey(name, open);
  testSessions(name, open);
  testDurability(name, open);
  testModel(name, createSite, scale);
}
