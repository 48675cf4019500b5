using System.Text.Json;
using Kolosal.Access;
using Kolosal.Storage;

namespace Kolosal.Classification;

/// <remarks>Keeps <see cref="DataClassificationState"/>, listed as <c>data_classification</c>. Calls the audit trail alone.</remarks>
internal sealed class DataClassificationGrain(
    [PersistentState("data-classification")] IPersistentState<DataClassificationState> storage, ICatalogue catalogue, TimeProvider clock,
    ClassificationInstruments instruments)
    : RecordGrain<DataClassificationState>(storage, catalogue, clock), IDataClassificationGrain
{
    protected override string CatalogueKind => CatalogueKinds.DataClassification;

    public Task<Result<DataClassification>> GetAsync() =>
        Task.FromResult<Result<DataClassification>>(State.Exists ? State.Read(Key.Id) : NotFound());

    public async Task<Result<DataClassification>> ClassifyAsync(DataClassificationSpec spec)
    {
        if (DataClassificationGrains.ClassificationId(spec.Asset) != Key.Id)
            return Refusal.Unprocessable("classification.wrong-asset", $"'{spec.Asset}' is not what {Key.Id} classes.");
        if (State.Exists)
        {
            return spec.Equals(State.Spec) ? State.Read(Key.Id)
                : Refusal.Conflict("classification.exists",
                    $"'{spec.Asset}' is classed already, as {Key.Id}; change that with PATCH /api/compliance/data-classification/{Key.Id}.");
        }

        State.Classify(spec, Actor, Clock.GetUtcNow());
        await CommitAsync("classification.create", State.Spec!.Asset, detail: Detail());
        return State.Read(Key.Id);
    }

    public async Task<Result<DataClassification>> InheritAsync(string asset, DataClassification parent) =>
        State.Exists ? State.Read(Key.Id) : await ClassifyAsync(new(
            asset, parent.Sensitivity, parent.DataType, parent.Residency, parent.EncryptedInTransit, parent.RetentionDays, parent.AccessRoles,
            parent.Owner, $"As {parent.Asset}."));

    public async Task<Result<DataClassification>> ChangeAsync(DataClassificationChange change, long? expectedRevision)
    {
        if (!State.Exists) return NotFound();
        if (expectedRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "classification.changed",
                $"The classification is at revision {State.Revision}, not {revision}; read it again.");
        bool held = State.LegalHold is not null;
        if (!State.Change(change, Actor, Clock.GetUtcNow())) return State.Read(Key.Id);
        string action = (State.LegalHold is not null, held) switch
        {
            (true, false) => "classification.hold",
            (false, true) => "classification.release-hold",
            _ => "classification.change",
        };
        await CommitAsync(action, State.Spec!.Asset, detail: Detail());
        return State.Read(Key.Id);
    }

    public Task<Result<DataLabel>> AllowAsync(DataUse use, Residency? region)
    {
        if (!State.Exists) return Task.FromResult<Result<DataLabel>>(Conditions(use, "unclassed") is { } unmet ? unmet : DataLabel.None);
        var refusal = Refuse(use, region);
        if (refusal is not null) instruments.Refused(refusal.Code);
        return Task.FromResult<Result<DataLabel>>(refusal is null ? State.Label : refusal);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    private Refusal? Refuse(DataUse use, Residency? region)
    {
        var spec = State.Spec!;
        if (use == DataUse.Delete)
            return State.LegalHold is not { } hold ? null : Refusal.Conflict("classification.legal-hold",
                $"{spec.Asset} is under a legal hold since {hold.Since:yyyy-MM-dd}: {hold.Reason} Lift the hold first.");
        if (!PlacementRule.Allows(WireJson.Word(spec.Residency), region is { } at ? WireJson.Word(at) : null))
            return Refusal.Conflict("classification.residency",
                $"{spec.Asset} must stay in the region {WireJson.Word(spec.Residency)}; this process is in {WireJson.Word(region!.Value)}. "
                + "Use a silo of that region, or change the classification's residency.");
        if (use is DataUse.Place || Principal.Current is not { } caller) return null;
        if (Conditions(use, WireJson.Word(spec.Sensitivity)) is { } unmet) return unmet;
        return AccessRule.Grants(State.Roles, caller.Standing()) ? null
            : new Refusal(RefusalKind.Forbidden, "classification.role",
                $"{spec.Asset} is classed {WireJson.Word(spec.Sensitivity)}: its rows are for the roles {string.Join(", ", State.Roles)}.");
    }

    /// <summary>What a condition of the caller's roles says against reading rows or taking them out.</summary>
    private static Refusal? Conditions(DataUse use, string found) => use is DataUse.Read or DataUse.Export
        ? Principal.Current?.Refuse(Permission.DataRead, (ConditionAttribute.Classification, found)) : null;

    private string Detail() => JsonSerializer.Serialize(new
    {
        sensitivity = WireJson.Word(State.Spec!.Sensitivity),
        data_type = WireJson.Word(State.Spec.DataType),
        residency = WireJson.Word(State.Spec.Residency),
        retention_days = State.Spec.RetentionDays,
        legal_hold = State.LegalHold is not null,
    });

    private Refusal NotFound() => Refusal.NotFound("classification.not-found", $"There is no data classification '{Key.Id}' in this workspace.");
}
