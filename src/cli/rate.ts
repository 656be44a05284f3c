/**
 * How far long work has come, how fast it goes and how long it will still take.
 * @param unit what is counted, in the plural
 * @param ms since it began
 */
export function rateText(unit: string, done: number, of: number, ms: number): string {
  const text = `${grouped(done)} of ${grouped(of)} ${unit}`
  if (done === 0 || ms <= 0) return text
  const rate = (done * 1000) / ms
  return `${text}, ${grouped(Math.round(rate))} a second, ${durationText((of - done) / rate)} left`
}

function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ' ')
}

/** Seconds as `8 s`, `3 min` or `2 h 10 min`. */
function durationText(seconds: number): string {
  if (seconds < 90) return `${String(Math.ceil(seconds))} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}
