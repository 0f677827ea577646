// Two pictures side by side under one view, and what differs in how they were made.
import { useState } from "react";
import type { Task } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useStoredTasks } from "../../api/task-store.ts";
import { useFormat, useMessages } from "../../i18n/locale.tsx";
import { toPrompt, toThumbnailUrl } from "../watch/picture.ts";
import { useFieldLabel } from "../create/field-frame.tsx";
import type { Place } from "./lightbox.tsx";
import { Stage } from "./stage.tsx";
import type { View } from "./view.ts";

/** To choose the other picture from. */
const MAX_CHOICES = 24;

interface CompareProps {
  readonly left: Task;
  readonly leftIndex: number;
  readonly places: readonly Place[];
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function Compare({ left, leftIndex, places, view, onView }: CompareProps) {
  const t = useMessages();
  const { store } = useConsole();
  const at = places.findIndex(({ id, index }) => id === left.id && index === leftIndex);
  // Those nearest to it in the list.
  const from = Math.max(0, Math.min(at - MAX_CHOICES / 2, places.length - MAX_CHOICES - 1));
  const choices = places
    .slice(from, from + MAX_CHOICES + 1)
    .filter(({ id, index }) => !(id === left.id && index === leftIndex) && store.get(id)?.images[index]);
  const [chosen, setChosen] = useState<Place>();
  const other = chosen ?? choices[Math.min(Math.max(0, at - from), choices.length - 1)];
  const [ids] = [other ? [other.id] : []];
  const right = useStoredTasks(store, useStable(ids))[0];
  if (!other || !right) {
    return <p className="grid h-full place-items-center p-8 text-center text-sm text-soft">{t.look.nothingToCompare}</p>;
  }
  return (
    <div className="flex h-full flex-col pt-14">
      <div className="grid min-h-0 flex-1 grid-cols-2 gap-px bg-line">
        <div className="min-h-0 min-w-0 bg-well">
          <Stage task={left} index={leftIndex} view={view} onView={onView} />
        </div>
        <div className="min-h-0 min-w-0 bg-well">
          <Stage key={`${right.id}-${other.index}`} task={right} index={other.index} view={view} onView={onView} />
        </div>
      </div>
      <Differences left={left} right={right} />
      <div
        role="radiogroup"
        aria-label={t.look.compareWith}
        className="scroll-slim flex shrink-0 gap-1.5 overflow-x-auto border-t border-line bg-surface p-2"
      >
        {choices.map((place) => (
          <Choice
            key={`${place.id}-${place.index}`}
            place={place}
            isChosen={place.id === other.id && place.index === other.index}
            onChoose={() => setChosen(place)}
          />
        ))}
      </div>
    </div>
  );
}

/** The same array while it holds the same words. */
function useStable(ids: readonly string[]): readonly string[] {
  const [kept, setKept] = useState(ids);
  if (kept.join() === ids.join()) return kept;
  setKept(ids);
  return ids;
}

interface ChoiceProps {
  readonly place: Place;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ place, isChosen, onChoose }: ChoiceProps) {
  const { store } = useConsole();
  const task = store.get(place.id);
  const image = task?.images[place.index];
  if (!task || !image) return null;
  return (
    <label className="shrink-0 overflow-hidden rounded-md outline-offset-2 has-checked:outline-2 has-checked:outline-accent has-focus-visible:outline-2 has-focus-visible:outline-ink">
      <input type="radio" name="compare" className="sr-only" checked={isChosen} onChange={onChoose} aria-label={toPrompt(task)} />
      <img
        src={toThumbnailUrl(task.id, place.index, 256)}
        alt=""
        loading="lazy"
        decoding="async"
        className={`h-14 w-auto object-cover ${isChosen ? "" : "opacity-70 hover:opacity-100"}`}
      />
    </label>
  );
}

function Differences({ left, right }: { readonly left: Task; readonly right: Task }) {
  const t = useMessages();
  const format = useFormat();
  const label = useFieldLabel();
  const names = [...new Set([...Object.keys(left.input), ...Object.keys(right.input)])].filter((name) => name !== "seed");
  const rows = [
    ...(left.model === right.model ? [] : [{ name: t.look.model, values: [left.model, right.model] }]),
    ...names.map((name) => ({ name: label(name), values: [left, right].map(({ input }) => toText(input[name])) })),
    { name: label("seed"), values: [String(left.seed), String(right.seed)] },
    { name: t.look.drawn, values: [left, right].map(({ timings }) => format.duration(timings.processing_ms ?? 0)) },
  ].filter(({ values }) => values[0] !== values[1]);
  if (rows.length === 0) return null;
  return (
    <div className="scroll-slim max-h-36 shrink-0 overflow-y-auto border-t border-line bg-surface">
      <table className="w-full table-fixed text-xs">
        <caption className="sr-only">{t.look.differences}</caption>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name} className="border-b border-line align-top last:border-0">
              <td className="px-3 py-1.5">
                <span className="text-soft">{name}</span> {values[0]}
              </td>
              <td className="px-3 py-1.5">
                <span className="text-soft">{name}</span> {values[1]}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value.replace("*", " × ") : JSON.stringify(value);
}
