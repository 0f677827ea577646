// `safety_filter`: decides whether a prompt may be drawn.

export interface Refusal {
  /** What the prompt was refused for, as a person would say it: `sexual content`. Never the term that was found. */
  readonly category: string;
}

export interface Inspector {
  readonly id: string;
  /** The first reason to refuse any of `texts`, or undefined when all of them may be drawn. */
  inspect(texts: readonly string[]): Promise<Refusal | undefined>;
}
