// Search and filters of the gallery.
import { Search, X } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState, type ComponentType } from "react";
import { useModels } from "../../api/tasks.ts";
import { useMessages } from "../../i18n/locale.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { SHOWN, type GalleryFilter } from "./filter.ts";
import type { GallerySize } from "./gallery-page.tsx";

/** After the last key, so that not every letter asks the server. */
const SEARCH_DELAY_MS = 250;

interface BarProps {
  readonly filter: GalleryFilter;
  readonly onChange: (filter: GalleryFilter) => void;
  readonly sizes: readonly {
    readonly value: GallerySize;
    readonly icon: ComponentType<{ className?: string }>;
    readonly label: string;
  }[];
  readonly size: GallerySize;
  readonly onSizeChange: (size: GallerySize) => void;
}

export function GalleryBar({ filter, onChange, sizes, size, onSizeChange }: BarProps) {
  const t = useMessages();
  const id = useId();
  const { data: models = [] } = useModels();
  return (
    <div
      role="search"
      className="sticky top-14 z-20 flex flex-wrap items-center gap-2 border-b border-line bg-paper/90 px-3 py-2.5 backdrop-blur-md sm:px-5"
    >
      <SearchBox value={filter.q} onChange={(q) => onChange({ ...filter, q })} />
      <div role="radiogroup" aria-label={t.gallery.show} className="flex gap-0.5 overflow-x-auto max-sm:order-last max-sm:w-full">
        {SHOWN.map((shown) => (
          <label
            key={shown}
            className="flex h-8 items-center rounded-lg px-2.5 text-[0.8125rem] whitespace-nowrap text-soft transition-colors hover:text-ink has-checked:bg-ink/7 has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={id}
              className="sr-only"
              checked={filter.shown === shown}
              onChange={() => onChange({ ...filter, shown })}
            />
            {t.gallery.shown[shown]}
          </label>
        ))}
      </div>
      <div className="ms-auto flex items-center gap-2">
        <Select
          label={t.create.model}
          value={filter.model}
          options={[
            { value: "", label: t.gallery.everyModel },
            ...models.map(({ id: value, title }) => ({ value, label: title })),
          ]}
          onChange={(model) => onChange({ ...filter, model })}
          className="h-8 max-w-44 max-sm:w-32"
        />
        <div
          role="radiogroup"
          aria-label={t.gallery.size}
          className="hidden items-center rounded-lg border border-line p-0.5 md:flex"
        >
          {sizes.map(({ value, icon: Icon, label }) => (
            <label
              key={value}
              title={label}
              className="grid size-7 place-items-center rounded-md text-soft transition-colors hover:text-ink has-checked:bg-ink/10 has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name={`${id}-size`}
                className="sr-only"
                aria-label={label}
                checked={size === value}
                onChange={() => onSizeChange(value)}
              />
              <Icon className="size-4" aria-hidden="true" />
            </label>
          ))}
        </div>
      </div>
    </div>
  );
}

function SearchBox({ value, onChange }: { readonly value: string; readonly onChange: (q: string) => void }) {
  const t = useMessages();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  // Cleared from elsewhere, or gone back to.
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const search = useEffectEvent(() => {
    if (text !== value) onChange(text);
  });
  useEffect(() => {
    const timer = setTimeout(search, SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // A slash leads here from anywhere on the page.
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || target.matches("input, textarea, [contenteditable]")) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", focus);
    return () => removeEventListener("keydown", focus);
  }, []);
  return (
    <div className="relative min-w-0 flex-1 sm:max-w-72">
      <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-soft" aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={t.gallery.search}
        placeholder={t.gallery.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-lg border border-line bg-raised ps-8.5 pe-8 text-sm shadow-card transition-colors hover:border-edge [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== "" && (
        <IconButton
          label={t.gallery.clear}
          size="sm"
          className="absolute top-0 right-0"
          onClick={() => {
            setText("");
            onChange("");
            input.current?.focus();
          }}
        >
          <X className="size-3.5 text-soft" aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
