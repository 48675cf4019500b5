namespace Kolosal;

/// <summary>
/// A change is stored and cannot be undone, but the audit trail or the catalogue did not take it yet. The record repeats that by itself.
/// </summary>
[GenerateSerializer, Alias("kolosal.publish-pending")]
public sealed class PublishPendingException(string record, string reason)
    : Exception($"The change of {record} is stored, but not yet in the audit trail and the lists: {reason} It will be by itself; ask again.");
