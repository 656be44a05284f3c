/** Tells what is not as RFC 7946 has it; the package brings no types. */
declare module '@mapbox/geojsonhint' {
  const geojsonhint: { hint: (text: string) => { message: string; line?: number; level?: string }[] }
  export default geojsonhint
}
