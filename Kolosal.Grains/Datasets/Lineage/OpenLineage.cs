using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Datasets;

/// <summary>Lineage as events of OpenLineage 2-0-2, both ways.</summary>
public static class OpenLineage
{
    private const string Schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/", Facets = "https://openlineage.io/spec/facets/";
    private const string Producer = "urn:kolosal:server";

    /// <summary>The namespace of a workspace's datasets.</summary>
    public static string NamespaceOf(string workspace) => $"kolosal://{workspace}";

    /// <summary>Events that tell how a dataset came to be and what learnt from it, in order.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="lineage">Its lineage.</param>
    public static JsonArray Events(string workspace, DatasetDescription dataset, LineageDocument lineage)
    {
        var events = new JsonArray();
        string job = lineage.MadeBy is { } made ? $"dataset.{made}" : $"dataset.{lineage.Source.Kind}";
        JsonObject input = lineage.Parent is { } parent
            ? Dataset(NamespaceOf(workspace), parent)
            : Dataset($"kolosal://{workspace}/sources", lineage.Source.Origin ?? lineage.Source.FileName);
        var output = Dataset(NamespaceOf(workspace), dataset.DatasetId, ("schema", Facet("1-2-0/SchemaDatasetFacet", new()
        {
            ["fields"] = new JsonArray([.. dataset.Columns.Select((column, i) => new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type,
                ["ordinal_position"] = i + 1,
            })]),
        })), ("version", Facet("1-0-1/DatasetVersionDatasetFacet", new() { ["datasetVersion"] = dataset.Sha256 })));
        output["outputFacets"] = new JsonObject
        {
            ["outputStatistics"] = Facet("1-0-2/OutputStatisticsOutputDatasetFacet", new() { ["rowCount"] = dataset.Rows, ["size"] = dataset.Bytes }),
        };
        events.Add(Run(workspace, dataset.CreatedAt, job, $"{dataset.DatasetId}", [input], [output]));
        foreach (var run in lineage.Nodes.Where(node => node.Kind == "run" && Leads(lineage, dataset.DatasetId, node.Id)))
        {
            var versions = lineage.Edges.Where(edge => edge.From == run.Id && edge.Relation == "registered")
                .Select(edge => Dataset($"{NamespaceOf(workspace)}/models", edge.To["version:".Length..]));
            events.Add(Run(workspace, dataset.UpdatedAt, "model.train", run.Name, [Dataset(NamespaceOf(workspace), dataset.DatasetId)], [.. versions],
                State(run.Facts.GetValueOrDefault("state"))));
        }

        return events;
    }

    /// <summary>What an event of another system tells.</summary>
    /// <param name="workspace">Whose datasets are ours.</param>
    /// <param name="document">A run event or a job event.</param>
    /// <returns>Refused with 400 where the document is no such event; the errors say where.</returns>
    public static Result<LineageNews> Read(string workspace, JsonElement document)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        string time = Required(document, "eventTime", "$", errors), producer = Required(document, "producer", "$", errors);
        Required(document, "schemaURL", "$", errors);
        if (time.Length > 0 && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            errors["$.eventTime"] = "Expected a date and time (RFC 3339).";
        if (producer.Length > 0 && !Uri.TryCreate(producer, UriKind.Absolute, out _)) errors["$.producer"] = "Expected a URI.";
        var job = Member(document, "job");
        string space = Required(job, "namespace", "$.job", errors), name = Required(job, "name", "$.job", errors), run = "";
        string? state = null;
        if (Member(document, "run") is { ValueKind: JsonValueKind.Object } told)
        {
            run = Required(told, "runId", "$.run", errors);
            if (run.Length > 0 && !Guid.TryParse(run, out _)) errors["$.run.runId"] = "Expected a UUID.";
            state = Member(document, "eventType") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null;
            if (state is not (null or "START" or "RUNNING" or "COMPLETE" or "ABORT" or "FAIL" or "OTHER"))
                errors["$.eventType"] = "Expected START, RUNNING, COMPLETE, ABORT, FAIL or OTHER.";
        }

        var inputs = Names(workspace, document, "inputs", errors);
        var outputs = Names(workspace, document, "outputs", errors);
        return errors.Count > 0
            ? new Refusal(RefusalKind.Invalid, "lineage.bad-event", "This is no run or job event of OpenLineage 2-0-2; see errors.",
                errors.ToImmutable())
            : new LineageNews(space, name, producer, Hash($"{run}\n{state}\n{time}"), DateTimeOffset.Parse(time, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal), state, inputs, outputs);
    }

    /// <summary>The id of a job's record.</summary>
    public static string JobId(LineageNews news) => $"job_{Hash($"{news.Namespace}\n{news.Name}")[..26]}";

    private static bool Leads(LineageDocument lineage, string dataset, string run) =>
        lineage.Edges.Any(edge => edge.From == LineageWalk.DatasetNode(dataset) && edge.To == run);

    private static string State(string? state) => state switch
    {
        "completed" => "COMPLETE",
        "failed" => "FAIL",
        "cancelled" => "ABORT",
        "queued" => "START",
        _ => "RUNNING",
    };

    private static JsonObject Run(
        string workspace, DateTimeOffset at, string job, string subject, JsonNode[] inputs, JsonNode[] outputs, string type = "COMPLETE") => new()
        {
            ["eventType"] = type,
            ["eventTime"] = at.ToString("O", CultureInfo.InvariantCulture),
            ["producer"] = Producer,
            ["schemaURL"] = $"{Schema}RunEvent",
            ["run"] = new JsonObject { ["runId"] = RunId($"{workspace}\n{job}\n{subject}").ToString() },
            ["job"] = new JsonObject
            {
                ["namespace"] = NamespaceOf(workspace),
                ["name"] = $"{job}.{subject}",
                ["facets"] = new JsonObject
                {
                    ["jobType"] = Facet("2-0-4/JobTypeJobFacet", new()
                    {
                        ["processingType"] = "BATCH",
                        ["integration"] = "KOLOSAL",
                        ["jobType"] = job,
                    }),
                },
            },
            ["inputs"] = new JsonArray(inputs),
            ["outputs"] = new JsonArray(outputs),
        };

    private static JsonObject Dataset(string space, string name, params (string Name, JsonObject Facet)[] facets)
    {
        var dataset = new JsonObject { ["namespace"] = space, ["name"] = name };
        if (facets.Length > 0) dataset["facets"] = new JsonObject(facets.Select(facet => KeyValuePair.Create(facet.Name, (JsonNode?)facet.Facet)));
        return dataset;
    }

    private static JsonObject Facet(string type, JsonObject members)
    {
        members["_producer"] = Producer;
        members["_schemaURL"] = $"{Facets}{type}.json#/$defs/{type[(type.IndexOf('/') + 1)..]}";
        return members;
    }

    /// <summary>A UUID of version 8 (RFC 9562 §5.8) made of what it names: the same run has the same one whenever it is asked about.</summary>
    private static Guid RunId(string subject)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(subject))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static ImmutableArray<string> Names(
        string workspace, JsonElement document, string member, ImmutableDictionary<string, string>.Builder errors)
    {
        var list = Member(document, member);
        if (list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array)
        {
            errors[$"$.{member}"] = "Expected a list of datasets.";
            return [];
        }

        var names = ImmutableArray.CreateBuilder<string>();
        int at = 0;
        foreach (var dataset in list.EnumerateArray())
        {
            string path = $"$.{member}[{at++}]";
            string space = Required(dataset, "namespace", path, errors), name = Required(dataset, "name", path, errors);
            names.Add(space == NamespaceOf(workspace) ? name : $"{space}/{name}");
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static JsonElement Member(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) ? value : default;

    private static string Required(JsonElement document, string name, string path, ImmutableDictionary<string, string>.Builder errors)
    {
        const int Longest = 1_000;
        string text = Member(document, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
        if (text.Length is 0 or > Longest || text.Any(char.IsControl)) errors[$"{path}.{name}"] = $"Expected a text of 1 to {Longest} characters.";
        return text;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
