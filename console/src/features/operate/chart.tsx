// Bar charts. The figures are in a table under them, so a chart is one picture with a name to whoever cannot see it.

export interface Bar {
  readonly name: string;
  readonly value: number;
}

interface ChartProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly show: (value: number) => string;
}

const HEIGHT = 100;
/** Share of its place that a column fills. */
const FILL = 0.72;

/** Columns from left to right; what is pointed at says its value. */
export function ColumnChart({ label, bars, show }: ChartProps) {
  const top = Math.max(...bars.map(({ value }) => value), 0);
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <div>
      <p aria-hidden="true" className="mb-1 text-end text-2xs text-soft tabular">
        {show(top)}
      </p>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-40 w-full border-y border-line sm:h-52"
      >
        {bars.map(({ name, value }, index) => {
          const height = top === 0 ? 0 : (value / top) * HEIGHT;
          return (
            <g key={name} className="group/bar">
              <rect
                x={index}
                width={1}
                height={HEIGHT}
                className="fill-transparent group-hover/bar:fill-ink/7"
                data-tip={`${name}: ${show(value)}`}
              />
              <rect
                x={index + (1 - FILL) / 2}
                width={FILL}
                y={HEIGHT - height}
                height={height}
                className="pointer-events-none fill-accent"
              />
            </g>
          );
        })}
      </svg>
      <p aria-hidden="true" className="mt-1.5 flex justify-between text-2xs text-soft tabular">
        <span>{first?.name}</span>
        {bars.length > 1 && <span>{last?.name}</span>}
      </p>
    </div>
  );
}

/** Rows, the longest first, each with its name and value. */
export function RankChart({ label, bars, show }: ChartProps) {
  const top = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <div role="img" aria-label={label} className="flex flex-col gap-3">
      {bars.map(({ name, value }, index) => (
        <div key={`${index}-${name}`}>
          <p className="mb-1 flex justify-between gap-4 text-xs">
            <span className="min-w-0 truncate">{name}</span>
            <span className="text-soft tabular">{show(value)}</span>
          </p>
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" className="block h-3 w-full overflow-hidden rounded-sm bg-well">
            <rect width={top === 0 ? 0 : (value / top) * 100} height={1} className="fill-accent" />
          </svg>
        </div>
      ))}
    </div>
  );
}
