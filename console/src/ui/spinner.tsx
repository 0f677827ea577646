// A turning ring; what it stands for is said in words beside it.
export function Spinner({ className = "size-4" }: { readonly className?: string }) {
  return (
    <svg className={`animate-spin-slow ${className}`} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeOpacity="0.25" strokeWidth="1.75" />
      <path d="M14.25 8A6.25 6.25 0 0 0 8 1.75" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
}
