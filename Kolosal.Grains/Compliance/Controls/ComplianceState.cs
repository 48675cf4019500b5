using System.Text.Json;

namespace Kolosal.Compliance.Controls;

/// <summary>How every question stands and what was reported from outside. A crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.compliance-state")]
internal sealed class ComplianceState : RecordState
{
    private static readonly JsonSerializerOptions Options = new();

    [Id(0)] public Dictionary<string, StoredStanding> Queries { get; set; } = [];

    /// <summary>What was reported, a JSON object; empty for nothing.</summary>
    [Id(1)] public string Outside { get; set; } = "";

    [Id(2)] public DateTimeOffset? EvaluatedAt { get; set; }

    /// <summary>Why the last evaluation was not made; null when it was.</summary>
    [Id(3)] public string? Trouble { get; set; }

    [Id(4)] public long Evaluations { get; set; }

    public OutsideFacts Reported =>
        Outside.Length == 0 ? OutsideFacts.None : JsonSerializer.Deserialize<OutsideFacts>(Outside, Options) ?? OutsideFacts.None;

    public void Report(OutsideFacts facts) => Outside = JsonSerializer.Serialize(facts, Options);

    public Dictionary<string, QueryStanding> Standings() =>
        Queries.ToDictionary(query => query.Key, query => query.Value.Read(), StringComparer.Ordinal);

    /// <summary>Takes over how the questions stand now; those that are asked no longer are forgotten.</summary>
    public void Evaluate(IReadOnlyDictionary<string, QueryStanding> standings, DateTimeOffset at)
    {
        Queries = standings.ToDictionary(one => one.Key, one => StoredStanding.Of(one.Value, Queries.GetValueOrDefault(one.Key)?.Cause),
            StringComparer.Ordinal);
        (EvaluatedAt, Trouble) = (at, null);
        Evaluations++;
    }
}

/// <summary>How a question stands, in plain members.</summary>
[GenerateSerializer, Alias("kolosal.stored-standing")]
internal sealed class StoredStanding
{
    /// <summary>The last answer, canonical JSON.</summary>
    [Id(0)] public string Last { get; set; } = "";

    [Id(1)] public DateTimeOffset LastAt { get; set; }
    [Id(2)] public DateTimeOffset LastUntil { get; set; }

    /// <summary>The answer that counts, canonical JSON; empty when it is the last.</summary>
    [Id(3)] public string Shown { get; set; } = "";

    [Id(4)] public DateTimeOffset ShownAt { get; set; }
    [Id(5)] public DateTimeOffset ShownUntil { get; set; }
    [Id(6)] public int Reds { get; set; }
    [Id(7)] public DateTimeOffset? RedSince { get; set; }

    /// <summary>The cause for which a corrective action was opened; null for none.</summary>
    [Id(8)] public string? Cause { get; set; }

    public static StoredStanding Of(QueryStanding standing, string? cause)
    {
        bool same = ReferenceEquals(standing.Last, standing.Shown);
        return new()
        {
            Last = standing.Last.Body(),
            LastAt = standing.Last.ObservedAt,
            LastUntil = standing.Last.ExpiresAt,
            Shown = same ? "" : standing.Shown.Body(),
            ShownAt = standing.Shown.ObservedAt,
            ShownUntil = standing.Shown.ExpiresAt,
            Reds = standing.Reds,
            RedSince = standing.RedSince,
            Cause = standing.IsShownRed ? cause : null,
        };
    }

    public QueryStanding Read()
    {
        var last = QueryResult.Parse(Last, LastAt, LastUntil);
        return new(last, Shown.Length == 0 ? last : QueryResult.Parse(Shown, ShownAt, ShownUntil), Reds, RedSince);
    }
}
