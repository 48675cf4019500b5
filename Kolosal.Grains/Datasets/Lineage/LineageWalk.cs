using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Datasets;

/// <summary>Follows data both ways: what it came from by the datasets' own records, where it went by what the catalogue lists.</summary>
/// <remarks>Runs, versions and predictions are read from the catalogue as documents: their features lie above this one.</remarks>
public sealed class LineageWalk(IGrainFactory grains, ICatalogue catalogue)
{
    /// <summary>Most nodes of a graph, and most entries that one of them is asked for.</summary>
    private const int MostNodes = 500, MostEach = 200;

    /// <summary>Statuses in which a version answers requests.</summary>
    private static readonly ImmutableArray<string> Serving = ["staging", "active", "deprecated"];

    /// <summary>A dataset's lineage.</summary>
    public async Task<Result<LineageDocument>> OfAsync(ResourceKey dataset, CancellationToken cancel)
    {
        var own = await grains.Dataset(dataset).GetLineageAsync();
        if (!own.Accepted) return own.Refusal;
        var walk = new Walk(dataset.Workspace, catalogue, cancel);
        var described = await grains.Dataset(dataset).DescribeAsync();
        if (!described.Accepted) return described.Refusal;
        walk.Dataset(described.Value, "self");
        await UpAsync(walk, dataset, own.Value);
        await DownAsync(walk, dataset.Id);
        var children = walk.Edges.Where(edge => edge.From == DatasetNode(dataset.Id) && edge.To.StartsWith("dataset:", StringComparison.Ordinal))
            .Select(edge => edge.To["dataset:".Length..]);
        var lineage = own.Value;
        return new LineageDocument(
            lineage.DatasetId, lineage.Source, lineage.Schemas, lineage.Transformations, lineage.Parent, [.. children], lineage.Models,
            lineage.MadeBy, [.. walk.Nodes.Values.OrderBy(node => Order(node.Direction))], [.. walk.Edges], !walk.IsFull);
    }

    internal static string DatasetNode(string name) => name.StartsWith("ds_", StringComparison.Ordinal) ? $"dataset:{name}" : $"external:{name}";

    private static int Order(string direction) => direction switch { "upstream" => 0, "self" => 1, _ => 2 };

    private async Task UpAsync(Walk walk, ResourceKey dataset, DatasetLineage lineage)
    {
        string id = dataset.Id;
        while (true)
        {
            await JobsUpAsync(walk, id, id);
            if (lineage.Parent is not { } parent)
            {
                string origin = lineage.Source.Origin ?? lineage.Source.FileName;
                walk.Add(new($"source:{lineage.Source.Kind}:{origin}", "source", origin, "upstream", Facts(
                    ("kind", lineage.Source.Kind), ("format", lineage.Source.Format), ("sha256", lineage.Source.Sha256))));
                walk.Link($"source:{lineage.Source.Kind}:{origin}", DatasetNode(id), "taken_in");
                return;
            }

            var before = await grains.Dataset(dataset.Workspace, parent).DescribeAsync();
            var above = await grains.Dataset(dataset.Workspace, parent).GetLineageAsync();
            if (before.Accepted) walk.Dataset(before.Value, "upstream");
            else walk.Add(new(DatasetNode(parent), "dataset", parent, "upstream", Facts(("deleted", "true"))));
            walk.Link(DatasetNode(parent), DatasetNode(id), lineage.MadeBy ?? "made");
            if (!above.Accepted || walk.IsFull) return;
            (id, lineage) = (parent, above.Value);
        }
    }

    /// <summary>Jobs of other systems that made a dataset, and what they read, as far as events told.</summary>
    private static async Task JobsUpAsync(Walk walk, string made, string self)
    {
        var open = new Queue<string>([made]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { made };
        while (open.TryDequeue(out string? output) && !walk.IsFull)
        {
            foreach (var job in await walk.FindAsync<LineageJob>(CatalogueKinds.LineageJob, "outputs", FilterOperator.Contains, output))
            {
                walk.Job(job, "upstream");
                walk.Link($"job:{job.JobId}", DatasetNode(output), "made");
                foreach (string input in job.Inputs.Where(input => input != self))
                {
                    walk.External(input, "upstream");
                    walk.Link(DatasetNode(input), $"job:{job.JobId}", "read_by");
                    if (seen.Add(input)) open.Enqueue(input);
                }
            }
        }
    }

    private static async Task DownAsync(Walk walk, string self)
    {
        var open = new Queue<string>([self]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { self };
        while (open.TryDequeue(out string? id) && !walk.IsFull)
        {
            foreach (var job in await walk.FindAsync<LineageJob>(CatalogueKinds.LineageJob, "inputs", FilterOperator.Contains, id))
            {
                walk.Job(job, "downstream");
                walk.Link(DatasetNode(id), $"job:{job.JobId}", "read_by");
                foreach (string output in job.Outputs)
                {
                    walk.External(output, "downstream");
                    walk.Link($"job:{job.JobId}", DatasetNode(output), "made");
                    if (seen.Add(output)) open.Enqueue(output);
                }
            }

            if (!id.StartsWith("ds_", StringComparison.Ordinal)) continue;
            foreach (var child in await walk.FindAsync<DatasetDescription>(CatalogueKinds.Dataset, "parent", FilterOperator.Equal, id))
            {
                walk.Dataset(child, "downstream");
                walk.Link(DatasetNode(id), DatasetNode(child.DatasetId), child.MadeBy ?? "made");
                if (seen.Add(child.DatasetId)) open.Enqueue(child.DatasetId);
            }

            await LearntAsync(walk, id);
        }
    }

    private static async Task LearntAsync(Walk walk, string dataset)
    {
        foreach (var run in await walk.FindAsync<JsonElement>(CatalogueKinds.Run, "dataset_id", FilterOperator.Equal, dataset))
        {
            string id = Text(run, "run_id");
            walk.Add(new($"run:{id}", "run", id, "downstream", Facts(("state", Text(run, "state")), ("target", Text(run, "target")))));
            walk.Link(DatasetNode(dataset), $"run:{id}", "learnt_by");
        }

        foreach (var version in await walk.FindAsync<JsonElement>(CatalogueKinds.ModelVersion, "dataset_id", FilterOperator.Equal, dataset))
        {
            string model = Text(version, "model"), number = Text(version, "number"), status = Text(version, "status");
            string node = $"version:{model}:{number}";
            walk.Add(new(node, "model_version", $"{model}:{number}", "downstream", Facts(
                ("status", status), ("trainer", Text(version, "trainer")), ("package_sha256", Text(version, "package_sha256")))));
            string run = $"run:{Text(version, "run_id")}";
            if (walk.Nodes.ContainsKey(run)) walk.Link(run, node, "registered");
            else walk.Link(DatasetNode(dataset), node, "learnt_by");
            await ServedAsync(walk, model, number, node, status);
        }
    }

    private static async Task ServedAsync(Walk walk, string model, string number, string version, string status)
    {
        long rows = 0;
        string last = "";
        foreach (var stats in await walk.FindAsync<JsonElement>(CatalogueKinds.PredictionStats, "model", FilterOperator.Equal, model))
        {
            if (stats.TryGetProperty("rows_by_version", out var counts) && counts.ValueKind == JsonValueKind.Object
                && counts.TryGetProperty(number, out var count) && count.TryGetInt64(out long served)) rows = served;
            last = Text(stats, "last_at");
        }

        if (!Serving.Contains(status) && rows == 0) return;
        string deployment = $"deployment:{model}:{number}";
        walk.Add(new(deployment, "deployment", $"{model}:{number}", "downstream", Facts(("status", status))));
        walk.Link(version, deployment, "deployed");
        if (rows == 0) return;
        walk.Add(new($"decisions:{model}:{number}", "decisions", $"{model}:{number}", "downstream", Facts(
            ("rows", rows.ToString(CultureInfo.InvariantCulture)), ("last_at", last))));
        walk.Link(deployment, $"decisions:{model}:{number}", "decided");
    }

    private static string Text(JsonElement document, string member) => !document.TryGetProperty(member, out var value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static ImmutableSortedDictionary<string, string> Facts(params (string Name, string Value)[] facts) =>
        facts.Where(fact => fact.Value.Length > 0).ToImmutableSortedDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);

    /// <summary>The graph so far.</summary>
    private sealed class Walk(string workspace, ICatalogue catalogue, CancellationToken cancel)
    {
        private readonly HashSet<LineageEdge> linked = [];
        private bool cut;

        public Dictionary<string, LineageNode> Nodes { get; } = new(StringComparer.Ordinal);

        public List<LineageEdge> Edges { get; } = [];

        public bool IsFull => cut || Nodes.Count >= MostNodes;

        public void Add(LineageNode node) => Nodes.TryAdd(node.Id, node);

        public void Dataset(DatasetDescription dataset, string direction) => Add(new(
            DatasetNode(dataset.DatasetId), "dataset", dataset.Name, direction, Facts(
                ("sha256", dataset.Sha256), ("rows", dataset.Rows.ToString(CultureInfo.InvariantCulture)),
                ("version", dataset.Version.ToString(CultureInfo.InvariantCulture)))));

        public void Job(LineageJob job, string direction) => Add(new(
            $"job:{job.JobId}", "job", job.Name, direction, Facts(
                ("namespace", job.Namespace), ("state", job.State ?? ""), ("producer", job.Producer))));

        public void External(string name, string direction) => Add(new(
            DatasetNode(name), name.StartsWith("ds_", StringComparison.Ordinal) ? "dataset" : "external_dataset", name, direction, Facts()));

        public void Link(string from, string to, string relation)
        {
            var edge = new LineageEdge(from, to, relation);
            if (linked.Add(edge)) Edges.Add(edge);
        }

        public async Task<List<T>> FindAsync<T>(string kind, string field, FilterOperator comparison, string value)
        {
            var page = await catalogue.QueryAsync(new(workspace, kind, [new(field, comparison, value)], "created_at", 1, MostEach), cancel);
            cut |= page.Total > MostEach;
            return [.. page.Items.Select(item => JsonSerializer.Deserialize<T>(item.Document, WireJson.Options)!)];
        }
    }
}
