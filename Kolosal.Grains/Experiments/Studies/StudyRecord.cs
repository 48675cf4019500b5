using System.Text.Json;
using Kolosal.Learning.Search;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a study remembers. A crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.study-record")]
public sealed class StudyRecord : RecordState
{
    /// <summary>What was asked for; a repeated creation is recognised by it.</summary>
    [Id(0)] public StudyRequest? Request { get; set; }

    /// <summary>The study with its trials, a JSON document; empty when a run searches.</summary>
    [Id(1)] public string Document { get; set; } = "";

    /// <summary>The command keys of the trials asked for, by number.</summary>
    [Id(2)] public List<string> Asks { get; set; } = [];

    /// <summary>The run that searches; null when workers elsewhere do.</summary>
    [Id(3)] public string? RunId { get; set; }

    public bool IsFor(StudyRequest request) => JsonSerializer.Serialize(Request) == JsonSerializer.Serialize(request);

    public void Make(StudyRequest request, Study? study, string? run)
    {
        (Request, RunId) = (request, run);
        if (study is not null) Keep(study);
    }

    public void Keep(Study study) => Document = JsonSerializer.Serialize(study, TabularJson.Options);

    public void Asked(string commandKey, Study study)
    {
        Asks.Add(commandKey);
        Keep(study);
    }

    public Study Read() => JsonSerializer.Deserialize<Study>(Document, TabularJson.Options)
        ?? throw new JsonException("A study is an object, got null.");
}
