/** The one part of seedrandom that is used; its own types leave the fast generators out. */
declare module "seedrandom/lib/xor128.js" {
  const xor128: (seed: number) => { int32(): number };
  export default xor128;
}
