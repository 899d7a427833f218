/** Shorter ones are words such as "true" or "3000" that would be masked all over a log without hiding anything. */
const SHORTEST_SECRET = 6;
const MASK = "•••";

export type SecretMask = {
  /** From here on these are masked too. */
  hide(values: readonly string[]): void;
  mask(text: string): string;
};

/**
 * Replaces secrets in text that is about to be kept. A secret is also found line by line, because a log is, and in the
 * forms in which programs print it: in JSON, in an address, as base64, and the password of an address alone.
 */
export function createSecretMask(): SecretMask {
  let known: string[] = [];
  return {
    hide(values) {
      const forms = values.flatMap(formsOf).filter((form) => form.length >= SHORTEST_SECRET);
      // The longest first: what contains another secret must go as a whole.
      known = [...new Set([...known, ...forms])].toSorted((a, b) => b.length - a.length);
    },
    mask(text) {
      let masked = text;
      for (const secret of known) masked = masked.replaceAll(secret, MASK);
      return masked;
    },
  };
}

/** Every form in which programs print a secret: as it is, line by line, in an address, in JSON, and as base64. */
export function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const password = passwordOf(secret);
  return [secret, secret.trim(), ...lines, ...(password ? [password, decoded(password)] : [])].flatMap(
    (form) => [
      form,
      encoded(form),
      JSON.stringify(form).slice(1, -1),
      Buffer.from(form).toString("base64"),
      Buffer.from(form).toString("base64url"),
      ...insideBase64(form),
    ],
  );
}

/**
 * What base64 of a longer text shows of the form, wherever it stands in it: three bytes are four characters, so there are
 * three alignments, and the characters at the ends that hold bits of its neighbours are left out.
 */
function insideBase64(form: string): string[] {
  const bytes = Buffer.from(form);
  return [0, 1, 2].flatMap((offset) => {
    const [first, end] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)];
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
    return (["base64", "base64url"] as const).map((kind) => whole.toString(kind).slice(first, end));
  });
}

/** Drivers that cannot connect tend to print parts of the address they were given. */
const passwordOf = (secret: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]*)@/i.exec(secret.trim())?.[1];

function encoded(text: string): string {
  // Half of a surrogate pair cannot be encoded, and then nobody can have printed it so.
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
