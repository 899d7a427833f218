declare module "snappyjs" {
  const snappy: { compress(block: Buffer): Buffer };
  export default snappy;
}
