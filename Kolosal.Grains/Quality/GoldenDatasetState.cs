using System.Text.Json.Serialization;

namespace Kolosal.Quality;

/// <summary>What a golden dataset remembers; the cases themselves are blobs. A crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.golden-dataset-state")]
internal sealed class GoldenDatasetState : RecordState
{
    private const int MostRuns = 50;

    [Id(0)] public GoldenDatasetSpec? Spec { get; set; }

    /// <summary>In number order; version n stands at n − 1.</summary>
    [Id(1)] public List<GoldenVersion> Versions { get; set; } = [];

    /// <summary>The cases of each version, in the order of <see cref="Versions"/>.</summary>
    [Id(2)] public List<BlobRef> Contents { get; set; } = [];

    /// <summary>The latest, newest first.</summary>
    [Id(3)] public List<GoldenRun> Runs { get; set; } = [];

    [Id(4)] public string CreatedBy { get; set; } = "";

    /// <summary>Runs ever made.</summary>
    [Id(5)] public long RunCount { get; set; }

    /// <summary>The latest run over all cases; null before it.</summary>
    [Id(6)] public GoldenRun? LastRun { get; set; }

    /// <summary>Cases that did not pass in it.</summary>
    [Id(7)] public List<string> LastFailing { get; set; } = [];

    [JsonIgnore]
    public GoldenVersion? Latest => Versions is [.., var last] ? last : null;

    public void Open(GoldenDatasetSpec spec, string by) => (Spec, CreatedBy) = (spec, by);

    public void Add(BlobRef content, int cases, string by, DateTimeOffset at, string note)
    {
        Versions.Add(new(Versions.Count + 1, cases, content.Sha256, at, by, note));
        Contents.Add(content);
    }

    /// <summary>Puts other cases in the place of a version's.</summary>
    public void Replace(int index, BlobRef content, int cases)
    {
        Versions[index] = Versions[index] with { Cases = cases, Sha256 = content.Sha256 };
        Contents[index] = content;
    }

    /// <param name="run">What came of it.</param>
    /// <param name="failing">Ids of every case that did not pass; null for a run over some of the cases.</param>
    public void Keep(GoldenRun run, IReadOnlyCollection<string>? failing)
    {
        RunCount++;
        Runs.Insert(0, run);
        if (Runs.Count > MostRuns) Runs.RemoveAt(Runs.Count - 1);
        if (failing is null) return;
        LastRun = run;
        LastFailing = [.. failing];
    }
}
