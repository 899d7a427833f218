import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A password to be, as password managers expect to find it. */
export function NewPasswordField({ error }: { error: string | undefined }) {
  return (
    <Field label="Password" hint="At least 10 characters; a few words are easy to remember." error={error}>
      {(control) => (
        <Input
          {...control}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={200}
          required
        />
      )}
    </Field>
  );
}
