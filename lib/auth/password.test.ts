import { describe, expect, it } from "vitest";

import { NewPassword } from "./contract";
import { hashPassword, verifyPassword } from "./password";

describe("a stored password", () => {
  it("is scrypt with its parameters, salted, and verifies only the same password", async () => {
    const [one, other] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword("correct horse", one)).toBe(true);
    expect(await verifyPassword("correct horsf", one)).toBe(false);
  });

  it("verifies with the parameters it was made with", async () => {
    // RFC 7914 §12, third vector.
    const key =
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887";
    const salt = Buffer.from("SodiumChloride").toString("base64url");
    const stored = `scrypt$16384$8$1$${salt}$${Buffer.from(key, "hex").toString("base64url")}`;
    expect(await verifyPassword("pleaseletmein", stored)).toBe(true);
  });

  it("is the same however the keyboard composes its characters", async () => {
    expect(await verifyPassword("caf\u0065\u0301 au lait", await hashPassword("caf\u00e9 au lait"))).toBe(
      true,
    );
  });

  it("is never verified for an account without one", async () => {
    expect(await verifyPassword("", null)).toBe(false);
    expect(await verifyPassword("anything", undefined)).toBe(false);
  });
});

describe("a new password", () => {
  it.each(["correct horse battery staple 7", "ten chars!", "ä".repeat(200)])("may be %s", (password) => {
    expect(NewPassword.safeParse(`${password}x`.slice(-200)).success).toBe(true);
  });

  it.each(["short", "Password123", "aaaaaaaaaaaaaa", "x".repeat(201), "1234567890"])(
    "may not be %s",
    (password) => {
      expect(NewPassword.safeParse(password).success).toBe(false);
    },
  );
});
