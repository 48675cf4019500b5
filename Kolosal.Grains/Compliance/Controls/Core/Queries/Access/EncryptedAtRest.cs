namespace Kolosal.Compliance.Controls;

/// <summary>Q49: what lies on disk is sealed, and the key to it is its owner's alone.</summary>
internal sealed class EncryptedAtRest() : RecordQuery(
    "Q49", "atrest", "Encrypted at rest, per-subject keys", TimeSpan.FromHours(24),
    "Wrap it again; if the master key could be read by others, rotate it and raise a sev1 incident.", "Storage", "Privacy", "Security")
{
    public override int Version => 2;

    public override bool IsRedAtOnce => true;

    protected override string NotJudged => "stores that lie elsewhere (S3, PostgreSQL), and keys per subject";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Platform?.Seals is not { } found)
            return Judgement.Absent("needed: the beginnings of stored files and the place of the master key, which this storage does not tell");
        List<Offender> wrong = [.. found.Unsealed.Select(file => new Offender($"files/{file}", "It is not sealed."))];
        if (found.KeyFileFault is { } fault) wrong.Add(new("keys/master", fault));
        return Judgement.Of(found.Looked + 1, wrong);
    }
}
