declare module 'edtf' {
  interface EdtfDate {
    /** Milliseconds since the epoch, UTC. */
    min: number
    max: number
  }
  export default function edtf(text: string): EdtfDate
}
