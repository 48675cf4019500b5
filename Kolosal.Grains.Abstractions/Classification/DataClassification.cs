namespace Kolosal.Classification;

/// <summary>How much harm it does when the data become known.</summary>
[GenerateSerializer, Alias("kolosal.sensitivity")]
public enum Sensitivity
{
    Public,
    Internal,
    Confidential,

    /// <summary>Only roles that are named may read rows or take them out.</summary>
    Restricted,
}

/// <summary>What the data are about.</summary>
[GenerateSerializer, Alias("kolosal.data-kind")]
public enum DataKind
{
    Pii,
    Financial,
    Health,
    Public,
}

/// <summary>Where the data must stay.</summary>
[GenerateSerializer, Alias("kolosal.residency")]
public enum Residency
{
    Us,
    Uk,
    Eu,
    Ca,

    /// <summary>Anywhere.</summary>
    Global,
}

/// <summary>What somebody does with classed data.</summary>
[GenerateSerializer, Alias("kolosal.data-use")]
public enum DataUse
{
    /// <summary>Keeps it on a machine.</summary>
    Place,

    /// <summary>Reads rows, or learns from them.</summary>
    Read,

    /// <summary>Takes the rows out of the system.</summary>
    Export,

    /// <summary>Deletes it.</summary>
    Delete,
}

/// <summary>What is decided about a thing that holds data.</summary>
/// <param name="Asset">The thing: <c>datasets/ds_…</c>, <c>models/credit-risk</c>, <c>logs/predictions</c>.</param>
/// <param name="Sensitivity">How sensitive.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay.</param>
/// <param name="EncryptedInTransit">Its rows leave over an encrypted connection alone (or this machine's loopback). At rest they always are.</param>
/// <param name="RetentionDays">Days from the creation after which it is purged, 1 to 36,500; null leaves it to the workspace's schedule.</param>
/// <param name="AccessRoles">Roles that may read rows and export; empty for every role with the permission, and for <c>restricted</c> the roles
/// <c>admin</c> and <c>data_owner</c>.</param>
/// <param name="Owner">Who answers for it; null when nobody was named.</param>
/// <param name="Note">Why it is classed like this; null when nothing was said.</param>
[GenerateSerializer, Immutable, Alias("kolosal.data-classification-spec")]
public sealed record DataClassificationSpec(
    string Asset, Sensitivity Sensitivity, DataKind DataType, Residency Residency, bool EncryptedInTransit, int? RetentionDays,
    ImmutableArray<string> AccessRoles, string? Owner, string? Note)
{
    public bool Equals(DataClassificationSpec? other) => other is not null
        && (Asset, Sensitivity, DataType, Residency, EncryptedInTransit, RetentionDays, Owner, Note)
            == (other.Asset, other.Sensitivity, other.DataType, other.Residency, other.EncryptedInTransit, other.RetentionDays, other.Owner,
                other.Note)
        && AccessRoles.AsSpan().SequenceEqual(other.AccessRoles.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Asset, Sensitivity, DataType, Residency, RetentionDays);
}

/// <summary>Changes to a classification; what is null stays.</summary>
/// <param name="Sensitivity">How sensitive.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay.</param>
/// <param name="EncryptedInTransit">Whether rows leave over an encrypted connection alone.</param>
/// <param name="RetentionDays">Days; 0 leaves it to the schedule.</param>
/// <param name="AccessRoles">All roles; an empty list for the default.</param>
/// <param name="Owner">Who answers for it; an empty text for nobody.</param>
/// <param name="Note">Why; an empty text for nothing.</param>
/// <param name="LegalHold">Why nothing of it may be deleted; an empty text lifts the hold.</param>
/// <param name="Reviewed">Notes that somebody looked at it today and found it right.</param>
[GenerateSerializer, Immutable, Alias("kolosal.data-classification-change")]
public sealed record DataClassificationChange(
    Sensitivity? Sensitivity = null, DataKind? DataType = null, Residency? Residency = null, bool? EncryptedInTransit = null,
    int? RetentionDays = null, ImmutableArray<string>? AccessRoles = null, string? Owner = null, string? Note = null, string? LegalHold = null,
    bool Reviewed = false);

/// <summary>A classification as it stands.</summary>
/// <param name="Id"><c>dc_</c> and 24 hexadecimal digits made of the asset: a thing has one classification.</param>
/// <param name="Asset">The thing.</param>
/// <param name="Sensitivity">How sensitive.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay.</param>
/// <param name="EncryptedInTransit">Whether rows leave over an encrypted connection alone.</param>
/// <param name="RetentionDays">Days; null leaves it to the schedule.</param>
/// <param name="AccessRoles">Roles that may read rows and export; those that hold, the default written out.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Note">Why it is classed like this.</param>
/// <param name="LegalHold">Why nothing of it may be deleted; null when it may.</param>
/// <param name="ReviewedAt">When somebody last looked at it.</param>
/// <param name="CreatedAt">When it was classed first.</param>
/// <param name="UpdatedAt">When that last changed.</param>
/// <param name="ClassifiedBy">Who last changed it.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.data-classification")]
public sealed record DataClassification(
    string Id, string Asset, Sensitivity Sensitivity, DataKind DataType, Residency Residency, bool EncryptedInTransit, int? RetentionDays,
    ImmutableArray<string> AccessRoles, string? Owner, string? Note, LegalHold? LegalHold, DateTimeOffset ReviewedAt, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, string ClassifiedBy, long Revision);

/// <summary>Something must not be deleted: a lawsuit, an authority's inquiry.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Since">From when.</param>
/// <param name="By">Who said so.</param>
[GenerateSerializer, Immutable, Alias("kolosal.legal-hold")]
public sealed record LegalHold(string Reason, DateTimeOffset Since, string By);

/// <summary>What answers and exports carry of a classification.</summary>
/// <param name="Sensitivity">How sensitive; null while the thing is not classed.</param>
/// <param name="DataType">What about.</param>
/// <param name="Residency">Where it must stay.</param>
/// <param name="EncryptedInTransit">Whether rows leave over an encrypted connection alone.</param>
[GenerateSerializer, Immutable, Alias("kolosal.data-label")]
public sealed record DataLabel(Sensitivity? Sensitivity, DataKind? DataType, Residency? Residency, bool EncryptedInTransit)
{
    /// <summary>Of what nobody classed.</summary>
    public static readonly DataLabel None = new(null, null, null, false);
}
