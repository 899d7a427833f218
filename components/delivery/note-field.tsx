import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** What somebody wants to say about a deployment; the form has it as `reason`. */
export const NoteField = ({ onChange }: { onChange: (note: string) => void }) => (
  <Field label="Note" optional>
    {(control) => (
      <Input
        {...control}
        name="reason"
        maxLength={500}
        placeholder="Stays with the deployment"
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    )}
  </Field>
);
