import { ListSkeleton } from "../_components/list-skeleton";

export default function AuditLoading() {
  return <ListSkeleton title="Audit" />;
}
