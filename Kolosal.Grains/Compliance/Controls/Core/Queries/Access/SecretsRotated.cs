namespace Kolosal.Compliance.Controls;

/// <summary>Q51: no secret is past its day, and the last rotation went well.</summary>
internal sealed class SecretsRotated() : RecordQuery(
    "Q51", "rotation", "Secrets rotated in time", TimeSpan.FromHours(24),
    "Rotate it now; where the rotation failed keep both keys and raise a sev2 incident.", "Security")
{
    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no secret is listed", facts.Secrets, secret => $"secrets/{secret.Name}", secret =>
        [
            .. secret.IsOverdue ? [$"It was due {secret.DueAt:yyyy-MM-dd}."] : Array.Empty<string>(),
            .. secret.Failed ? ["Its last rotation did not succeed."] : Array.Empty<string>(),
        ]);
}
