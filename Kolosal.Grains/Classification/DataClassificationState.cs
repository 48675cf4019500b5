namespace Kolosal.Classification;

/// <summary>What is decided about one thing. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.data-classification-state")]
internal sealed class DataClassificationState : RecordState
{
    [Id(0)] public DataClassificationSpec? Spec { get; set; }
    [Id(1)] public LegalHold? LegalHold { get; set; }
    [Id(2)] public DateTimeOffset ReviewedAt { get; set; }
    [Id(3)] public string ClassifiedBy { get; set; } = "";

    /// <summary>The roles that hold, the default written out.</summary>
    public ImmutableArray<string> Roles => [.. AccessRule.Roles(Spec!.AccessRoles, Spec.Sensitivity == Sensitivity.Restricted)];

    public DataLabel Label => new(Spec!.Sensitivity, Spec.DataType, Spec.Residency, Spec.EncryptedInTransit);

    public void Classify(DataClassificationSpec spec, string by, DateTimeOffset at) => (Spec, ClassifiedBy, ReviewedAt) = (spec, by, at);

    /// <returns>False when nothing is another now.</returns>
    public bool Change(DataClassificationChange change, string by, DateTimeOffset at)
    {
        var changed = Spec! with
        {
            Sensitivity = change.Sensitivity ?? Spec.Sensitivity,
            DataType = change.DataType ?? Spec.DataType,
            Residency = change.Residency ?? Spec.Residency,
            EncryptedInTransit = change.EncryptedInTransit ?? Spec.EncryptedInTransit,
            RetentionDays = change.RetentionDays switch { null => Spec.RetentionDays, 0 => null, var days => days },
            AccessRoles = change.AccessRoles ?? Spec.AccessRoles,
            Owner = change.Owner switch { null => Spec.Owner, "" => null, var owner => owner },
            Note = change.Note switch { null => Spec.Note, "" => null, var note => note },
        };
        var hold = change.LegalHold switch
        {
            null => LegalHold,
            "" => null,
            var reason => LegalHold?.Reason == reason ? LegalHold : new LegalHold(reason, at, by),
        };
        if (changed.Equals(Spec) && hold == LegalHold && !change.Reviewed) return false;
        (Spec, LegalHold, ClassifiedBy, ReviewedAt) = (changed, hold, by, at);
        return true;
    }

    public DataClassification Read(string id) => new(
        id, Spec!.Asset, Spec.Sensitivity, Spec.DataType, Spec.Residency, Spec.EncryptedInTransit, Spec.RetentionDays, Roles, Spec.Owner, Spec.Note,
        LegalHold, ReviewedAt, CreatedAt, UpdatedAt, ClassifiedBy, Revision);
}
