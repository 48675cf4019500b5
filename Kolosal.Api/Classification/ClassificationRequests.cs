using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Access;

namespace Kolosal.Classification;

/// <param name="Asset">The thing: <c>datasets/ds_…</c>, <c>models/credit-risk</c>, <c>logs/predictions</c>.</param>
/// <param name="DatasetId">Short for <c>datasets/</c> and this; give one of both.</param>
/// <param name="Sensitivity">How sensitive.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay; anywhere when left out.</param>
/// <param name="EncryptedInTransit">Its rows leave over an encrypted connection alone.</param>
/// <param name="RetentionDays">Days after which it is purged; the workspace's schedule decides when left out.</param>
/// <param name="AccessRoles">Roles that may read rows and export.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Note">Why it is classed like this.</param>
internal sealed record ClassifyDataRequest(
    [property: JsonRequired] Sensitivity Sensitivity, [property: JsonRequired] DataKind DataType, string? Asset = null, string? DatasetId = null,
    Residency Residency = Residency.Global, bool EncryptedInTransit = false, [property: Range(1, 36_500)] int? RetentionDays = null,
    string[]? AccessRoles = null, string? Owner = null,
    [property: DataType(System.ComponentModel.DataAnnotations.DataType.MultilineText), MaxLength(2_000)] string? Note = null)
{
    public Refusal? Refuse() => DataClassificationRequests.Refuse(
        (Asset is null == DatasetId is null, "$.asset", "Give asset or dataset_id, one of both."),
        (DataClassificationRequests.AreUnknown(AccessRoles), "$.access_roles", DataClassificationRequests.Expected));

    public DataClassificationSpec ToSpec() => new(
        Asset ?? $"datasets/{DatasetId}", Sensitivity, DataType, Residency, EncryptedInTransit, RetentionDays, [.. AccessRoles ?? []], Owner,
        string.IsNullOrWhiteSpace(Note) ? null : Note);
}

/// <param name="Sensitivity">How sensitive.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay.</param>
/// <param name="EncryptedInTransit">Whether rows leave over an encrypted connection alone.</param>
/// <param name="RetentionDays">Days; 0 leaves it to the schedule.</param>
/// <param name="AccessRoles">All roles; an empty list for the default.</param>
/// <param name="Owner">Who answers for it; an empty text for nobody.</param>
/// <param name="Note">Why; an empty text for nothing.</param>
/// <param name="LegalHold">Why nothing of it may be deleted; an empty text lifts the hold.</param>
/// <param name="Reviewed">Notes that it was looked at today and found right.</param>
internal sealed record ChangeClassificationRequest(
    Sensitivity? Sensitivity = null, DataKind? DataType = null, Residency? Residency = null, bool? EncryptedInTransit = null,
    [property: Range(0, 36_500)] int? RetentionDays = null, string[]? AccessRoles = null,
    [property: DataType(System.ComponentModel.DataAnnotations.DataType.MultilineText), MaxLength(200)] string? Owner = null,
    [property: DataType(System.ComponentModel.DataAnnotations.DataType.MultilineText), MaxLength(2_000)] string? Note = null,
    [property: DataType(System.ComponentModel.DataAnnotations.DataType.MultilineText), MaxLength(2_000)] string? LegalHold = null,
    bool Reviewed = false)
{
    public Refusal? Refuse() => DataClassificationRequests.Refuse(
        (DataClassificationRequests.AreUnknown(AccessRoles), "$.access_roles", DataClassificationRequests.Expected));

    public DataClassificationChange ToChange() => new(
        Sensitivity, DataType, Residency, EncryptedInTransit, RetentionDays, AccessRoles is null ? null : [.. AccessRoles], Owner, Note, LegalHold,
        Reviewed);
}

internal static class DataClassificationRequests
{
    private static readonly string[] Roles = [Role.Admin, Role.DataOwner, Role.Trainer, Role.Consumer, Role.Auditor, "reviewer"];

    public static string Expected => $"Expected some of {string.Join(", ", Roles)}.";

    public static bool AreUnknown(string[]? roles) => roles?.Except(Roles).Any() == true;

    /// <returns>The faults that hold; null when none does.</returns>
    public static Refusal? Refuse(params ReadOnlySpan<(bool Holds, string Path, string Message)> faults)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (holds, path, message) in faults) if (holds) errors[path] = message;
        return errors.Count == 0 ? null
            : new(RefusalKind.Unprocessable, "classification.bad-classification", "The data cannot be classed like this; see errors.",
                errors.ToImmutable());
    }
}
