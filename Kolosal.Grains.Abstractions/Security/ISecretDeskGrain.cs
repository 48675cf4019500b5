using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Security;

/// <summary>The secrets of a workspace by name, when each was rotated and when it is due. Key <c>workspace/secrets</c>. No secret comes
/// here.</summary>
/// <remarks>The master key of the installation is rotated from here; of others the rotation is noted by who or what did it.</remarks>
[Alias("kolosal.security.ISecretDeskGrain")]
public interface ISecretDeskGrain : IGrainWithStringKey
{
    /// <summary>Notes a rotation. Idempotent by its id.</summary>
    /// <returns>The rotation; refused with <c>secrets.rotation-exists</c> when another has this id.</returns>
    [Alias("Note"), RequiresPermission(Permission.AccessManage)]
    Task<Result<SecretRotation>> NoteAsync(SecretRotationReport report);

    /// <summary>One rotation.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<Result<SecretRotation>> GetAsync(string rotationId);

    /// <summary>The secrets whose next rotation lies no further ahead than this; overdue ones first.</summary>
    [Alias("GetDue"), ReadOnly, RequiresPermission(Permission.AccessRead)]
    Task<ImmutableArray<DueSecret>> GetDueAsync(int withinDays);

    /// <summary>Rotates a secret that the installation itself holds, and notes it.</summary>
    /// <param name="rotationId">Names the rotation; the same one again answers what it came to.</param>
    /// <param name="name"><c>master_key</c>.</param>
    /// <returns>Refused with <c>secrets.not-ours</c> for another secret, and as the installation's keys say; a refusal is noted as failed.</returns>
    [Alias("Rotate"), RequiresPermission(Permission.SystemManage)]
    Task<Result<SecretRotation>> RotateAsync(string rotationId, string name);
}

[GenerateSerializer, Alias("kolosal.secret-type")]
public enum SecretType { ApiKey, OauthToken, DatabasePassword, EncryptionKey }

[GenerateSerializer, Alias("kolosal.rotation-outcome")]
public enum RotationOutcome { Success, Failed, Partial }

/// <summary>A rotation as who did it reports it.</summary>
/// <param name="RotationId">Chosen by the reporter, so that a repeated report is recognised.</param>
/// <param name="Name">The secret's name, never the secret.</param>
/// <param name="Type">What it is.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="At">When.</param>
/// <param name="EveryDays">Days until the next one is due; null for the type's own: 90, OAuth tokens 180, encryption keys 365.</param>
/// <param name="Note">In words.</param>
[GenerateSerializer, Immutable, Alias("kolosal.secret-rotation-report")]
public sealed record SecretRotationReport(
    string RotationId, string Name, SecretType Type, RotationOutcome Outcome, DateTimeOffset At, int? EveryDays, string Note);

/// <summary>A rotation as it is read and listed.</summary>
/// <param name="Id"><c>rot_…</c>.</param>
/// <param name="Name">The secret's name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="NextDueAt">When the next one is due; of a rotation that failed, when it was due already or now.</param>
/// <param name="Note">In words.</param>
[GenerateSerializer, Immutable, Alias("kolosal.secret-rotation")]
public sealed record SecretRotation(
    string Id, string Name, SecretType Type, RotationOutcome Outcome, DateTimeOffset At, string By, DateTimeOffset NextDueAt, string Note);

/// <param name="Name">The secret's name.</param>
/// <param name="Type">What it is.</param>
/// <param name="LastRotatedAt">Its last rotation that succeeded; null for none.</param>
/// <param name="DueAt">When the next one is due.</param>
/// <param name="Overdue">That time has passed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.due-secret")]
public sealed record DueSecret(string Name, SecretType Type, DateTimeOffset? LastRotatedAt, DateTimeOffset DueAt, bool Overdue);

public static class SecretGrains
{
    public static ISecretDeskGrain SecretDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<ISecretDeskGrain>($"{workspace}/secrets");
}
