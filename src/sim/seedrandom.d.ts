/** The one part of seedrandom that is used; its own types leave the fast generators out. */
declare module "seedrandom/lib/xor128.js" {
  interface State {
    readonly x: number;
    readonly y: number;
    readonly z: number;
    readonly w: number;
  }
  interface Generator {
    /** The next 32 bits, signed. */
    int32(): number;
    /** Where the generator stands. */
    state(): State;
  }
  const xor128: (seed: number, options: { readonly state: true }) => Generator;
  export default xor128;
}
