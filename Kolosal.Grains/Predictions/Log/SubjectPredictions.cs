using System.Globalization;
using System.Text;
using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Subjects;

namespace Kolosal.Predictions;

/// <summary>Which rows of the prediction log are a person's, in the running log or in a copy of it.</summary>
/// <remarks>
/// A row is the person's when its id was named, or when a column by which the person is known is an input of the version and holds the person's
/// value: as a number, or as a category that training saw. A category that training did not see, and a text, are not in the log at all.
/// </remarks>
internal sealed class SubjectPredictions(IGrainFactory grains, ICatalogue catalogue)
{
    private const int PageRows = 500;

    /// <summary>What rewrites a record of the workspace.</summary>
    /// <param name="erasure">The person.</param>
    /// <param name="onRow">Told of each row of the person's.</param>
    /// <param name="cancel">Ends the look at the versions.</param>
    /// <returns>The record without the person's inputs, null to leave it; null instead of it when no row can be told to be the person's.</returns>
    public async Task<Func<ReadOnlyMemory<byte>, byte[]?>?> RewriterAsync(SubjectErasure erasure, Action onRow, CancellationToken cancel)
    {
        var named = new HashSet<PredictionId>();
        foreach (string text in erasure.Identity.Predictions)
            if (PredictionId.TryParse(text, out var id)) named.Add(id);
        var tests = await TestsAsync(erasure, cancel);
        if (named.Count == 0 && tests.Count == 0) return null;
        return record =>
        {
            string model = Encoding.UTF8.GetString(ServedRecord.Key(record.Span));
            return ErasedRecord.Of(record.Span, (version, id, inputs) =>
            {
                bool own = named.Contains(id) || (tests.TryGetValue((model, version), out var columns) && Holds(columns, inputs, erasure.Match));
                if (own) onRow();
                return own;
            });
        };
    }

    private static bool Holds(List<InputTest> columns, ReadOnlySpan<double> inputs, SubjectMatch match)
    {
        foreach (var (column, name, categories) in columns)
        {
            if (column >= inputs.Length || double.IsNaN(inputs[column])) continue;
            if (categories is null ? match.Is(name, inputs[column]) : categories.Contains(inputs[column])) return true;
        }

        return false;
    }

    /// <summary>By model and version: the inputs that name people, and what stands for the person in them.</summary>
    private async Task<Dictionary<(string Model, int Version), List<InputTest>>> TestsAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        var tests = new Dictionary<(string Model, int Version), List<InputTest>>();
        for (int page = 1; ; page++)
        {
            var listed = await catalogue.QueryAsync(new(erasure.Workspace, CatalogueKinds.ModelVersion, [], "id", page, PageRows), cancel);
            foreach (var entry in listed.Items)
            {
                int colon = entry.Id.LastIndexOf(':');
                if (colon < 0 || !int.TryParse(entry.Id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) continue;
                string name = entry.Id[..colon];
                var reference = await grains.ModelVersion(new(erasure.Workspace, name, number)).GetReferenceAsync();
                if (reference.Accepted && Columns(reference.Value, erasure.Match) is { Count: > 0 } columns)
                    tests[($"{erasure.Workspace}/{name}", number)] = columns;
            }

            if (listed.Items.Length < PageRows) return tests;
        }
    }

    private static List<InputTest> Columns(MonitoringReference reference, SubjectMatch match)
    {
        var columns = new List<InputTest>();
        for (int i = 0; i < reference.Inputs.Length; i++)
        {
            var input = reference.Inputs[i];
            if (!match.Names(input.Name)) continue;
            if (!input.Categorical)
            {
                columns.Add(new(i, input.Name, null));
                continue;
            }

            double[] own = [.. Enumerable.Range(0, input.Categories.Length).Where(category => match.Is(input.Name, input.Categories[category]))
                .Select(category => (double)category)];
            if (own.Length > 0) columns.Add(new(i, input.Name, own));
        }

        return columns;
    }

    /// <param name="Column">Place among the inputs.</param>
    /// <param name="Name">The column.</param>
    /// <param name="Categories">Numbers of the categories that are the person's; null for a column of numbers.</param>
    private sealed record InputTest(int Column, string Name, double[]? Categories);
}
