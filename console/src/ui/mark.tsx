// The console's mark: a picture with a mule's ears.
export function Mark({ className = "size-6" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="currentColor" aria-hidden="true">
      <path d="M9.2 12.6C6.9 9.3 6.4 5.4 7.6 2c3.3 1.5 5.6 4.6 6 8.6zM22.8 12.6c2.3-3.3 2.8-7.2 1.6-10.6-3.3 1.5-5.6 4.6-6 8.6z" />
      <path
        fillRule="evenodd"
        d="M8.5 11h15a4.5 4.5 0 0 1 4.5 4.500v10a4.5 4.5 0 0 1-4.5 4.500h-15A4.5 4.5 0 0 1 4 25.500v-10A4.5 4.5 0 0 1 8.5 11zm.7 15.600h13.600c1 0 1.5-1.1.9-1.900l-4.3-5.300a1.150 1.150 0 0 0-1.8 0l-2.6 3.3-1.2-1.500a1.150 1.150 0 0 0-1.8 0l-3.7 3.500c-.6.8-.1 1.9.9 1.900zM11 17.800a1.8 1.8 0 1 0 0-.01z"
      />
    </svg>
  );
}
