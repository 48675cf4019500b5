namespace Kolosal.Datasets;

/// <summary>What is known and decided about one dataset. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.dataset-state")]
internal sealed class DatasetState : RecordState
{
    [Id(0)] public DatasetRegistration? Registration { get; set; }

    /// <summary>The columns as declared now.</summary>
    [Id(1)] public List<DatasetColumn> Columns { get; set; } = [];

    [Id(2)] public string? FavourableLabel { get; set; }

    [Id(3)] public double QualityScore { get; set; }

    [Id(4)] public string CreatedBy { get; set; } = "";

    [Id(5)] public List<SchemaSnapshot> Schemas { get; set; } = [];

    /// <summary>Runs that hold the dataset.</summary>
    [Id(6)] public List<string> Holders { get; set; } = [];

    /// <summary>Model versions that learnt from it. Outlives deletion: whoever brings the data again sees who saw it before.</summary>
    [Id(7)] public List<string> Models { get; set; } = [];

    /// <summary>The profile under the present types, where an owner changed one; a crash before the record leaves a blob without a name.</summary>
    [Id(8)] public BlobRef? Profile { get; set; }

    /// <summary>What changes of types did to values, by column.</summary>
    [Id(9)] public Dictionary<string, string> Losses { get; set; } = [];

    /// <summary>What is expected of it and how that stands; null when nothing is.</summary>
    [Id(10)] public ExpectationReport? Expectations { get; set; }

    /// <summary>What people have said of it.</summary>
    [Id(11)] public DatasheetWords Words { get; set; } = new();

    public bool IsPresent => Registration is not null;

    public string? Target => Columns.Find(c => c.Role == "target")?.Name;

    public void Register(DatasetRegistration registration, string by, DateTimeOffset at)
    {
        (Registration, Columns, QualityScore, CreatedBy) = (registration, [.. registration.Columns], registration.QualityScore, by);
        (FavourableLabel, Holders, Profile, Losses) = (registration.FavourableLabel, [], null, []);
        (Expectations, Words) = (registration.Expectations, new());
        Snapshot(by, at);
    }

    /// <summary>True when a declaration would change nothing.</summary>
    public bool IsDeclared(IReadOnlyList<DatasetColumn> columns, string? favourableLabel) =>
        FavourableLabel == favourableLabel && Columns.Count == columns.Count && Columns.Zip(columns).All(pair =>
            pair.First with { Categories = pair.Second.Categories } == pair.Second
            && pair.First.Categories.AsSpan().SequenceEqual(pair.Second.Categories.AsSpan()));

    public void Declare(SchemaDeclaration declared, BlobRef? profile, double qualityScore, string by, DateTimeOffset at)
    {
        (Columns, FavourableLabel, QualityScore) = ([.. declared.Columns], declared.FavourableLabel, qualityScore);
        Profile = profile ?? Profile;
        foreach (var (column, note) in declared.Losses)
        {
            if (note is null) Losses.Remove(column);
            else Losses[column] = note;
        }

        Snapshot(by, at);
    }

    /// <returns>False when the run holds it already.</returns>
    public bool Hold(string runId)
    {
        if (Holders.Contains(runId)) return false;
        Holders.Add(runId);
        return true;
    }

    /// <returns>False when nothing changed.</returns>
    public bool Release(string runId, ImmutableArray<string> models)
    {
        string[] learnt = [.. models.Except(Models)];
        Models.AddRange(learnt);
        return Holders.Remove(runId) || learnt.Length > 0;
    }

    public void Delete()
    {
        (Registration, FavourableLabel, Profile, Expectations, Words) = (null, null, null, null, new());
        Columns.Clear();
        Losses.Clear();
        Schemas.Clear();
    }

    private void Snapshot(string by, DateTimeOffset at) => Schemas.Add(new(at, by, [.. Columns.Select(c => $"{c.Name}:{c.Type}:{c.Role}")]));

    public DatasetDescription Describe(string id)
    {
        var made = Registration!;
        return new(
            id, made.Name, made.Source.Format, made.Source.Sha256, made.Source.Bytes, made.Rows, QualityScore,
            Columns.Exists(c => c.PersonalData is not null),
            Target, FavourableLabel,
            [.. Columns.Select(c => c with { Minimum = c.Minimum ?? c.Least, Maximum = c.Maximum ?? c.Greatest })],
            [.. made.Notes, .. Losses.OrderBy(loss => loss.Key, StringComparer.Ordinal).Select(loss => loss.Value)],
            CreatedAt, UpdatedAt, CreatedBy, Revision, made.Derivation?.Parent, made.Derivation?.Root, made.Derivation?.Version ?? 1,
            made.Derivation?.MadeBy);
    }

    public DatasetContent Content(string id) => new(id, Registration!.Rows, [.. Columns], FavourableLabel, Registration.Data,
        Profile ?? Registration.Profile, Expectations.Unfit(id), Expectations.Warning());

    /// <summary>Without its children, which name their parent and are found by that.</summary>
    public DatasetLineage Lineage(string id) => new(
        id, Registration!.Source, [.. Schemas], Registration.Derivation?.Steps ?? [], Registration.Derivation?.Parent, [], [.. Models],
        Registration.Derivation?.MadeBy);
}
