using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Kolosal.Slo;
using Kolosal.Storage;

namespace Kolosal.Hosting;

/// <summary>Reads what monitors, models and incidents list, for the gauges. Each model is a handful of look-ups by key.</summary>
internal sealed class GaugeReadings(ICatalogue catalogue, IGrainFactory grains)
{
    /// <summary>Attributes of a model that have series of their own: the labels of a metric must not grow with the data.</summary>
    private const int MostAttributes = 10;

    private static readonly string[] Severities = ["sev1", "sev2", "sev3", "sev4"], OpenStatuses = ["open", "investigating", "mitigated"];

    public async Task<MonitorFigures> ReadAsync(ImmutableArray<ModelKey> models, CancellationToken cancel)
    {
        var found = new Found();
        foreach (var model in models)
        {
            await ReadDriftAsync(model, found, cancel);
            await ReadFairnessAsync(model, found, cancel);
            await ReadDataAsync(model, found, cancel);
            await ReadSloAsync(model, found);
        }
        foreach (string workspace in models.Select(model => model.Workspace).Distinct(StringComparer.Ordinal))
            await ReadIncidentsAsync(workspace, found, cancel);
        return found.Figures();
    }

    private async Task ReadDriftAsync(ModelKey model, Found found, CancellationToken cancel)
    {
        using var document = await FindAsync(model, CatalogueKinds.DriftMonitor, model.Name, cancel);
        if (Member(document?.RootElement, "last") is not { } last) return;
        double? worst = Member(last, "decisions") is { } decisions ? Number(decisions, "psi") : null;
        if (Member(last, "columns") is { ValueKind: JsonValueKind.Array } columns)
            foreach (var column in columns.EnumerateArray())
                if (Number(column, "psi") is { } psi && !(worst >= psi)) worst = psi;
        if (worst is { } score) found.Drift.Add(Of(model, score));
        if (Member(last, "drifted") is { ValueKind: JsonValueKind.True or JsonValueKind.False } drifted)
            found.Drifted.Add(Of(model, drifted.GetBoolean() ? 1 : 0));
    }

    private async Task ReadFairnessAsync(ModelKey model, Found found, CancellationToken cancel)
    {
        using var document = await FindAsync(model, CatalogueKinds.FairnessMonitor, model.Name, cancel);
        if (Member(document?.RootElement, "last") is not { } last) return;
        if (Member(last, "attributes") is not { ValueKind: JsonValueKind.Array } attributes) return;
        foreach (var attribute in attributes.EnumerateArray().Take(MostAttributes))
            if (Number(attribute, "disparate_impact") is { } impact && Member(attribute, "attribute")?.GetString() is { } name)
                found.DisparateImpact.Add(Of(model, impact, ("attribute", name)));
    }

    private async Task ReadDataAsync(ModelKey model, Found found, CancellationToken cancel)
    {
        using var listing = await FindAsync(model, CatalogueKinds.Model, model.Name, cancel);
        if (Member(listing?.RootElement, "dataset_id")?.GetString() is not { Length: > 0 } dataset) return;
        using var document = await FindAsync(model, CatalogueKinds.Dataset, dataset, cancel);
        if (document is not null && Number(document.RootElement, "quality_score") is { } score) found.DataQuality.Add(Of(model, score));
    }

    /// <summary>Asked of the monitor itself: a burn rate is about now, and a list may be older.</summary>
    private async Task ReadSloAsync(ModelKey model, Found found)
    {
        Principal.Current = new(model.Workspace, Principal.SystemSubject, ["admin"]);
        var monitor = await grains.SloMonitor(model).GetAsync();
        if (!monitor.Accepted) return; // nothing was counted yet
        foreach (var standing in monitor.Value.Objectives)
        {
            string name = SloId.NameIn(standing.SloId, model.Name), type = WireJson.Word(standing.Objective.Type);
            found.BudgetRemaining.Add(Of(model, standing.BudgetRemaining, ("slo", name), ("type", type)));
            found.Events.Add(Of(model, standing.Total, ("slo", name), ("type", type)));
            foreach (var window in standing.Windows)
                found.BurnRates.Add(Of(model, window.Burn, ("slo", name), ("type", type), ("window", Window(window.WindowMinutes))));
        }
    }

    private async Task ReadIncidentsAsync(string workspace, Found found, CancellationToken cancel)
    {
        foreach (string severity in Severities)
        {
            long open = 0;
            foreach (string status in OpenStatuses)
                open += (await catalogue.QueryAsync(new(workspace, CatalogueKinds.Incident,
                    [new("status", FilterOperator.Equal, status), new("severity", FilterOperator.Equal, severity)], Limit: 1), cancel)).Total;
            found.Incidents.Add(new(open, new("workspace", workspace), new("severity", severity)));
        }
    }

    private async Task<JsonDocument?> FindAsync(ModelKey model, string kind, string id, CancellationToken cancel) =>
        await catalogue.FindAsync(model.Workspace, kind, id, cancel) is { } entry ? JsonDocument.Parse(entry.Document) : null;

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member : null;

    private static double? Number(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } number
        ? number.GetDouble() : null;

    /// <summary>As Prometheus writes durations: 5m, 1h, 3d.</summary>
    private static string Window(int minutes)
    {
        var (count, unit) = minutes % 1_440 == 0 ? (minutes / 1_440, 'd') : minutes % 60 == 0 ? (minutes / 60, 'h') : (minutes, 'm');
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    private static Measurement<double> Of(ModelKey model, double value, params ReadOnlySpan<(string Name, string Value)> more)
    {
        List<KeyValuePair<string, object?>> tags = [new("workspace", model.Workspace), new("model", model.Name)];
        foreach (var (name, text) in more) tags.Add(new(name, text));
        return new(value, tags);
    }

    private sealed class Found
    {
        public List<Measurement<double>> Drift { get; } = [];
        public List<Measurement<double>> Drifted { get; } = [];
        public List<Measurement<double>> DisparateImpact { get; } = [];
        public List<Measurement<double>> DataQuality { get; } = [];
        public List<Measurement<double>> BudgetRemaining { get; } = [];
        public List<Measurement<double>> BurnRates { get; } = [];
        public List<Measurement<double>> Events { get; } = [];
        public List<Measurement<double>> Incidents { get; } = [];

        public MonitorFigures Figures() => new(
            [.. Drift], [.. Drifted], [.. DisparateImpact], [.. DataQuality], [.. BudgetRemaining], [.. BurnRates], [.. Events], [.. Incidents]);
    }
}
