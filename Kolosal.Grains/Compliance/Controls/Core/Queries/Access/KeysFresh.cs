namespace Kolosal.Compliance.Controls;

/// <summary>Q41: no key is old, idle, without an owner or without an end.</summary>
internal sealed class KeysFresh() : RecordQuery(
    "Q41", "keys", "No old or idle API key", TimeSpan.FromHours(24),
    "Rotate the key with POST /api/access/keys/{id}/rotate, or revoke it.", "Access")
{
    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("there is no API key", facts.Keys, key => $"api-keys/{key.Id}", key => Wrong(facts, key));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, KeyFact key)
    {
        var limits = facts.Parameters;
        if (Age(facts, key.Since) > TimeSpan.FromDays(limits.KeyDays)) yield return $"Its secret is older than {limits.KeyDays} days.";
        if (Age(facts, key.LastUsedAt ?? key.Since) > TimeSpan.FromDays(limits.IdleKeyDays))
            yield return $"It was not used within {limits.IdleKeyDays} days.";
        if (key.PrincipalId is null) yield return "It belongs to nobody.";
        if (key.ExpiresAt is null) yield return "It never expires.";
    }
}
