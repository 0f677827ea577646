// The form that asks for pictures, made from the schema of the model that is chosen.
import { ChevronDown, CircleAlert, CornerDownLeft, Eraser, WandSparkles } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState, type FormEvent, type RefObject } from "react";
import type { Model, Priority } from "../../../../src/client/index.ts";
import { useConsole } from "../../api/console.tsx";
import { useStore } from "../../external-store.ts";
import { useFormat, useLocale, useMessages } from "../../i18n/locale.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { Stepper } from "../../ui/stepper.tsx";
import { Switch } from "../../ui/switch.tsx";
import { FieldFrame, useFieldLabel } from "./field-frame.tsx";
import { changeForm, changeValues, fillForm, form as formStore } from "./form.ts";
import { ChoiceField, Count, NumberField, TextField } from "./plain-fields.tsx";
import { countCodePoints, readFields, valueOf, type Field, type FieldOf } from "./schema.ts";
import { SeedField } from "./seed-field.tsx";
import { DimensionsField, SizesField } from "./size-field.tsx";
import { hasStyle, STYLES, toggleStyle } from "./styles.ts";
import { MAX_VARIATIONS, NO_TROUBLES, toCreations, toPriceUsd, toTroubles, type Troubles } from "./submit.ts";

interface ComposerProps {
  readonly models: readonly Model[];
}

export function Composer({ models }: ComposerProps) {
  const { modelId } = useStore(formStore);
  const model = models.find(({ id }) => id === modelId) ?? models[0];
  return model && <ModelForm models={models} model={model} />;
}

function ModelForm({ models, model }: ComposerProps & { readonly model: Model }) {
  const t = useMessages();
  const { creations } = useConsole();
  const form = useStore(formStore);
  const [troubles, setTroubles] = useState<Troubles>(NO_TROUBLES);
  const [isSending, setSending] = useState(false);
  const promptInput = useRef<HTMLTextAreaElement>(null);
  const fields = readFields(model);
  const promptField = fields.find((field): field is FieldOf<"text"> => field.name === "prompt" && field.kind === "text");
  const prompt = typeof form.values["prompt"] === "string" ? form.values["prompt"] : "";

  const change = (name: string, value: unknown) => {
    changeValues({ [name]: value });
    setTroubles(({ fields: { [name]: _gone, ...rest }, whole }) => ({ fields: rest, whole }));
  };

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const trouble = findPromptTrouble(prompt, promptField?.maxLength, t.create);
    if (trouble !== undefined) {
      setTroubles({ fields: { prompt: trouble }, whole: undefined });
      promptInput.current?.focus();
      return;
    }
    setTroubles(NO_TROUBLES);
    setSending(true);
    showFeed();
    const wanted = toCreations(model, form);
    const { created, error } = await creations.create(wanted);
    setSending(false);
    if (error === undefined) return;
    const found = toTroubles(
      error,
      fields.map(({ name }) => name),
    );
    const some = created > 0 ? t.create.someCreated(created, wanted.length) : undefined;
    const whole = [some, found.whole].filter((part) => part !== undefined).join(" ");
    setTroubles({ ...found, whole: whole === "" ? undefined : whole });
  };

  // From anywhere on the page, as long as nothing lies over it.
  const submitByKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
    event.preventDefault();
    void submit();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => submitByKey(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  const control = (field: Field) => (
    <Control
      key={field.name}
      field={field}
      value={valueOf(field, form.values)}
      trouble={troubles.fields[field.name]}
      onChange={(value) => change(field.name, value)}
    />
  );
  return (
    <form
      aria-label={t.create.form}
      onSubmit={(event) => void submit(event)}
      className="flex flex-col lg:max-h-[calc(100dvh-3.5rem)]"
    >
      <div className="scroll-slim flex flex-1 flex-col gap-4.5 px-4 pt-4 pb-5 sm:px-5 lg:overflow-y-auto">
        <ModelField models={models} model={model} />
        <PromptField
          input={promptInput}
          model={model}
          max={promptField?.maxLength}
          value={prompt}
          trouble={troubles.fields["prompt"]}
          onChange={(value) => change("prompt", value)}
        />
        {fields.filter(isOf("sizes", "dimensions")).map(control)}
        <div className="flex gap-3">
          <div className="w-30 shrink-0">
            <VariationsField value={form.variations} />
          </div>
          <div className="min-w-0 flex-1">{fields.filter(isOf("seed")).map(control)}</div>
        </div>
        <div className="grid grid-cols-2 gap-x-3 gap-y-4 empty:hidden">
          {fields.filter(isOf("number", "choice")).map(control)}
        </div>
        {fields.filter(isOf("text")).map(control)}
        <div className="flex flex-col gap-4">{fields.filter(isOf("switch")).map(control)}</div>
        <More priority={form.priority} />
      </div>
      <Footer model={model} isSending={isSending} trouble={troubles.whole} />
    </form>
  );
}

function isOf(...kinds: Field["kind"][]): (field: Field) => boolean {
  return ({ kind, name }) => kinds.includes(kind) && name !== "prompt";
}

/** Where the form fills the screen, its pictures would appear out of sight. */
function showFeed(): void {
  if (!matchMedia("(width < 64rem)").matches) return;
  requestAnimationFrame(() => document.querySelector("#feed")?.scrollIntoView({ behavior: "smooth" }));
}

function findPromptTrouble(
  prompt: string,
  max: number | undefined,
  messages: { readonly promptMissing: string; promptTooLong(count: number, max: number): string },
): string | undefined {
  if (prompt.trim() === "") return messages.promptMissing;
  const count = countCodePoints(prompt);
  return max !== undefined && count > max ? messages.promptTooLong(count, max) : undefined;
}

interface ControlProps {
  readonly field: Field;
  readonly value: unknown;
  readonly trouble: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** `valueOf` gave the value, so it is of the field's kind. */
function Control({ field, value, trouble, onChange }: ControlProps) {
  const t = useMessages();
  const label = useFieldLabel();
  switch (field.kind) {
    case "text":
      return <TextField field={field} value={value as string} trouble={trouble} onChange={onChange} />;
    case "sizes":
      return <SizesField field={field} value={value as string} trouble={trouble} onChange={onChange} />;
    case "dimensions":
      return <DimensionsField field={field} value={value as string} trouble={trouble} onChange={onChange} />;
    case "choice":
      return <ChoiceField field={field} value={value as string | undefined} trouble={trouble} onChange={onChange} />;
    case "seed":
      return <SeedField field={field} value={value as number | undefined} trouble={trouble} onChange={onChange} />;
    case "number":
      return <NumberField field={field} value={value as number | undefined} trouble={trouble} onChange={onChange} />;
    case "switch": {
      const hint = (t.fieldHints as Readonly<Record<string, string>>)[field.name] ?? field.description;
      return <Switch label={label(field.name)} hint={trouble ?? hint} checked={value as boolean} onChange={onChange} />;
    }
  }
}

function ModelField({ models, model }: { readonly models: readonly Model[]; readonly model: Model }) {
  const t = useMessages();
  const format = useFormat();
  return (
    <div>
      <Select
        label={t.create.model}
        value={model.id}
        options={models.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(modelId) => changeForm({ modelId })}
        className="h-10 w-full"
      />
      <p className="mt-1.5 flex justify-between gap-3 text-xs text-soft">
        <span className="min-w-0 truncate">{model.id}</span>
        <span className="shrink-0 tabular">{t.create.perPicture(format.money(model.price_per_image_usd))}</span>
      </p>
    </div>
  );
}

interface PromptProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly model: Model;
  readonly max: number | undefined;
  readonly value: string;
  readonly trouble: string | undefined;
  readonly onChange: (value: string) => void;
}

function PromptField({ input, model, max, value, trouble, onChange }: PromptProps) {
  const t = useMessages();
  const id = useId();
  const locale = useLocale();
  const label = useFieldLabel();
  return (
    <div className="flex flex-col gap-2.5">
      <FieldFrame id={id} label={label("prompt")} trouble={trouble} aside={<Count text={value} max={max} />}>
        <div className="relative rounded-xl border border-line bg-raised shadow-card transition-colors focus-within:border-accent hover:border-edge has-aria-invalid:border-danger">
          <textarea
            ref={input}
            id={id}
            rows={3}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            placeholder={t.create.promptPlaceholder}
            aria-invalid={trouble !== undefined}
            aria-describedby={trouble === undefined ? undefined : `${id}-note`}
            className="field-sizing-content block max-h-[38vh] min-h-26 w-full resize-none rounded-xl bg-transparent px-3.5 pt-3 pb-9 text-[0.9375rem] leading-6 outline-none"
          />
          {value !== "" && (
            <IconButton
              label={t.create.clear}
              size="sm"
              className="absolute right-1.5 bottom-1.5"
              onClick={() => {
                onChange("");
                input.current?.focus();
              }}
            >
              <Eraser className="size-4 text-soft" aria-hidden="true" />
            </IconButton>
          )}
        </div>
      </FieldFrame>
      <Styles prompt={value} onChange={onChange} isChinese={locale === "zh-Hans"} />
      <Examples model={model} />
    </div>
  );
}

const CHIP =
  "h-6.5 rounded-full border border-line px-2 text-xs whitespace-nowrap text-soft transition-colors hover:border-edge hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-tint aria-pressed:text-accent-ink";

interface StylesProps {
  readonly prompt: string;
  readonly onChange: (prompt: string) => void;
  readonly isChinese: boolean;
}

function Styles({ prompt, onChange, isChinese }: StylesProps) {
  const t = useMessages();
  return (
    <div role="group" aria-label={t.create.styles} className="flex flex-wrap gap-1">
      {STYLES.map((style) => (
        <button
          key={style.id}
          type="button"
          className={CHIP}
          aria-pressed={hasStyle(prompt, style)}
          onClick={() => onChange(toggleStyle(prompt, style, isChinese))}
        >
          {(t.styles as Readonly<Record<string, string>>)[style.id]}
        </button>
      ))}
    </div>
  );
}

export interface Example {
  readonly summary: string;
  readonly prompt: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export function readExamples({ examples }: Model): Example[] {
  return examples.flatMap((example) => {
    const { summary, value } = example as Partial<Example>;
    const prompt = value?.["prompt"];
    return summary !== undefined && value && typeof prompt === "string" ? [{ summary, prompt, value }] : [];
  });
}

function Examples({ model }: { readonly model: Model }) {
  const t = useMessages();
  const examples = readExamples(model);
  if (examples.length === 0) return null;
  return (
    <details className="group">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded text-xs text-soft hover:text-ink">
        <WandSparkles className="size-3.5" aria-hidden="true" />
        {t.create.examples}
        <ChevronDown className="size-3.5 transition-transform group-open:rotate-180" aria-hidden="true" />
      </summary>
      <ul className="mt-2 flex flex-col gap-1">
        {examples.map(({ summary, prompt, value }) => (
          <li key={summary}>
            <button
              type="button"
              className="w-full rounded-lg border border-line px-3 py-2 text-start transition-colors hover:border-edge hover:bg-raised"
              onClick={() => fillForm(model.id, value)}
            >
              <span className="block text-xs font-medium">{t.examples[summary] ?? summary}</span>
              <span className="mt-0.5 line-clamp-2 text-xs text-soft">{prompt}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function VariationsField({ value }: { readonly value: number }) {
  const t = useMessages();
  const id = useId();
  return (
    <FieldFrame id={id} label={t.create.variations} isGroup>
      <Stepper
        label={t.create.variations}
        value={value}
        min={1}
        max={MAX_VARIATIONS}
        onChange={(variations) => changeForm({ variations })}
      />
    </FieldFrame>
  );
}

function More({ priority }: { readonly priority: Priority }) {
  const t = useMessages();
  const id = useId();
  return (
    <details className="group border-t border-line pt-4">
      <summary className="flex list-none items-center justify-between rounded text-[0.8125rem] font-medium">
        {t.create.more}
        <ChevronDown className="size-4 text-soft transition-transform group-open:rotate-180" aria-hidden="true" />
      </summary>
      <div className="mt-3">
        <FieldFrame id={id} label={t.create.priority} isGroup hint={t.create.priorityHint}>
          <Select
            label={t.create.priority}
            value={priority}
            options={(["high", "normal", "low"] as const).map((value) => ({ value, label: t.create.priorities[value] }))}
            onChange={(next) => changeForm({ priority: next })}
            className="h-9 w-full"
          />
        </FieldFrame>
      </div>
    </details>
  );
}

interface FooterProps {
  readonly model: Model;
  readonly isSending: boolean;
  readonly trouble: string | undefined;
}

function Footer({ model, isSending, trouble }: FooterProps) {
  const t = useMessages();
  const format = useFormat();
  const form = useStore(formStore);
  const isMac = /Mac|iP(?:hone|ad)/.test(navigator.userAgent);
  return (
    <div className="sticky bottom-0 z-10 border-t border-line bg-surface/95 px-4 py-3 backdrop-blur-md sm:px-5">
      <div aria-live="polite">
        {trouble !== undefined && (
          <p className="mb-3 flex animate-rise gap-2.5 rounded-lg bg-danger-tint px-3 py-2.5 text-sm text-danger">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            {trouble}
          </p>
        )}
      </div>
      <div className="flex items-center gap-4">
        <p className="min-w-0 text-xs text-soft">
          {t.create.price}
          <span className="block text-[0.9375rem] font-semibold text-ink tabular">{format.money(toPriceUsd(model, form))}</span>
        </p>
        <Button type="submit" look="primary" size="lg" className="flex-1" aria-busy={isSending}>
          {t.create.submit(form.variations)}
          <kbd className="hidden items-center gap-0.5 font-sans text-xs opacity-85 sm:inline-flex">
            {isMac ? "⌘" : "Ctrl"}
            <CornerDownLeft className="size-3.5" aria-hidden="true" />
          </kbd>
        </Button>
      </div>
    </div>
  );
}
