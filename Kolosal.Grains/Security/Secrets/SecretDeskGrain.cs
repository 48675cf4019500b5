using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Security;

/// <remarks>Keeps <see cref="SecretDeskState"/>; lists each rotation as <c>secret_rotation</c>. Rotates the master key by the host's port; a
/// reminder a
/// day reports what has become due to the security desk, once.</remarks>
internal sealed class SecretDeskGrain(
    [PersistentState("secret-desk")] IPersistentState<SecretDeskState> storage, ICatalogue catalogue, TimeProvider clock,
    IMasterKeyRotation masterKey)
    : RecordGrain<SecretDeskState>(storage, catalogue, clock), ISecretDeskGrain, IRemindable
{
    private const string MasterKeyName = "master_key", Reminder = "due";

    /// <summary>Rotations listed again with each change: those that a crash may have kept out of the list.</summary>
    private const int ListedAgain = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromDays(1);

    protected override string CatalogueKind => CatalogueKinds.SecretRotation;

    public async Task<Result<SecretRotation>> NoteAsync(SecretRotationReport report)
    {
        if (State.Find(report.RotationId) is { } known)
            return known.Name == report.Name && known.Outcome == report.Outcome ? known
                : Refusal.Conflict("secrets.rotation-exists",
                    $"The rotation '{report.RotationId}' is of something else; leave the id to the server.");
        return await NoteAsync(report, Actor);
    }

    public Task<Result<SecretRotation>> GetAsync(string rotationId) => Task.FromResult<Result<SecretRotation>>(
        State.Find(rotationId) is { } known ? known
            : Refusal.NotFound("secrets.no-such-rotation", $"There is no rotation '{rotationId}' in this workspace."));

    public Task<ImmutableArray<DueSecret>> GetDueAsync(int withinDays) => Task.FromResult(State.Due(Clock.GetUtcNow(), withinDays));

    public async Task<Result<SecretRotation>> RotateAsync(string rotationId, string name)
    {
        if (State.Find(rotationId) is { } known) return known;
        if (name != MasterKeyName)
            return Refusal.Unprocessable(
                "secrets.not-ours", $"Only {MasterKeyName} is rotated from here, got '{name}'. API keys have POST "
                    + $"/api/security/api-keys/{{id}}/rotate, webhooks "
                + "POST /api/webhooks/{id}/secret; of a secret that is kept elsewhere, note the rotation with POST /api/security/secret-rotations.");
        var rotated = await masterKey.RotateAsync(CancellationToken.None);
        var noted = await NoteAsync(
            new(rotationId, name, SecretType.EncryptionKey, rotated.Accepted ? RotationOutcome.Success : RotationOutcome.Failed, Clock.GetUtcNow(),
                null,
                rotated.Value ?? rotated.Refusal!.Message), Actor);
        return rotated.Accepted ? noted : rotated.Refusal;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        foreach (var secret in State.Due(Clock.GetUtcNow(), 0))
        {
            if (State.Told.Contains(secret.Name)) continue;
            string evidence = string.Create(CultureInfo.InvariantCulture, $"secret-due/{secret.Name}/{secret.DueAt:O}");
            await GrainFactory.SecurityDesk(Key.Workspace).ReportAsync(new(
                evidence, SecurityEventType.PolicyViolation, SecuritySeverity.Medium, $"secret {secret.Name}",
                    $"The rotation of {secret.Name} is due",
                $"Due since {secret.DueAt:u}.", 1, secret.DueAt, Clock.GetUtcNow()));
            State.Told.Add(secret.Name);
            await StoreAsync();
        }
    }

    protected override object? Describe() => null;

    protected override IEnumerable<(string Kind, string Id, object Document)> DescribeParts() =>
        State.Rotations.TakeLast(ListedAgain).Select(rotation => (CatalogueKind, rotation.Id, (object)rotation));

    private async Task<Result<SecretRotation>> NoteAsync(SecretRotationReport report, string by)
    {
        await this.RegisterOrUpdateReminder(Reminder, LookEvery, LookEvery);
        var noted = State.Note(report, by);
        await CommitAsync("secret.rotate", $"secrets/{report.Name}", null,
            JsonSerializer.Serialize(new { rotation_id = report.RotationId, outcome = WireJson.Word(report.Outcome) }));
        return noted;
    }
}
