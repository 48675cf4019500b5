namespace Kolosal.Datasets;

/// <summary>What events of another system told of a job. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.lineage-job-state")]
internal sealed class LineageJobState : RecordState
{
    /// <summary>Names of the last events, against repetition.</summary>
    private const int EventsKept = 100;

    [Id(0)] public string Namespace { get; set; } = "";

    [Id(1)] public string Name { get; set; } = "";

    [Id(2)] public string Producer { get; set; } = "";

    [Id(3)] public string? State { get; set; }

    [Id(4)] public DateTimeOffset LastAt { get; set; }

    [Id(5)] public long Events { get; set; }

    [Id(6)] public List<string> Inputs { get; set; } = [];

    [Id(7)] public List<string> Outputs { get; set; } = [];

    [Id(8)] public List<string> Recent { get; set; } = [];

    public bool Knows(LineageNews news) => Recent.Contains(news.Event);

    public void Tell(LineageNews news)
    {
        (Namespace, Name, Events) = (news.Namespace, news.Name, Events + 1);
        // Events may come late; the last in their own time says how the job stands.
        if (news.At >= LastAt) (Producer, State, LastAt) = (news.Producer, news.State, news.At);
        Inputs.AddRange(news.Inputs.Except(Inputs));
        Outputs.AddRange(news.Outputs.Except(Outputs));
        Recent.Add(news.Event);
        if (Recent.Count > EventsKept) Recent.RemoveAt(0);
    }

    public LineageJob Describe(string id) => new(id, Namespace, Name, Producer, State, LastAt, Events, [.. Inputs], [.. Outputs]);
}
