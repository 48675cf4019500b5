using System.Globalization;
using System.Text.RegularExpressions;
using Kolosal.Datasets;
using Kolosal.Privacy;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads datasets; whole those that are in use, with their ancestors.</summary>
internal sealed partial class DatasetFactsReader(IGrainFactory grains, DatasetQueries queries, IBlobStore blobs)
{
    private const string Feature = "Datasets";

    /// <summary>Ancestors that are followed; a longer line is cut.</summary>
    private const int LongestLine = 100;

    public async Task<ImmutableArray<DatasetFact>> ReadAsync(FactLists lists, WorkspaceFacts facts)
    {
        var listed = await lists.AllAsync<DatasetDescription>(CatalogueKinds.Dataset, Feature);
        var budgets = (await lists.AllAsync<PrivacyBudget>(CatalogueKinds.PrivacyBudget, "Privacy"))
            .ToDictionary(budget => budget.Id, budget => budget.Document, StringComparer.Ordinal);
        var whole = InUse(listed, facts);
        var found = ImmutableArray.CreateBuilder<DatasetFact>();
        foreach (var one in listed)
        {
            var about = one.Document;
            var fact = new DatasetFact(one.Id, about.CreatedBy, one.CreatedAt, about.Rows)
            {
                Parent = about.Parent,
                MadeBy = about.MadeBy,
                ContainsPersonalData = about.ContainsPersonalData,
                Budget = budgets.TryGetValue(one.Id, out var budget) ? new(budget.Epsilon, budget.SpentEpsilon) : null,
            };
            if (whole.Contains(one.Id) || about.MadeBy == DatasetAnonymiser.MadeBy)
                fact = await WithDetailsAsync(new(lists.Workspace, one.Id), fact, lists.Cancel);
            found.Add(fact);
        }

        return found.ToImmutable();
    }

    private static HashSet<string> InUse(ImmutableArray<Listed<DatasetDescription>> listed, WorkspaceFacts facts)
    {
        var parents = listed.ToDictionary(one => one.Id, one => one.Document.Parent, StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var ends = facts.Models.SelectMany(model => model.Versions).Where(version => version.IsServable).Select(version => version.DatasetId)
            .Concat(facts.Runs.Select(run => run.DatasetId));
        foreach (string end in ends.Where(parents.ContainsKey))
        {
            string? id = end;
            for (int steps = 0; id is not null && steps < LongestLine && used.Add(id); steps++) id = parents.GetValueOrDefault(id);
        }

        return used;
    }

    private async Task<DatasetFact> WithDetailsAsync(ResourceKey key, DatasetFact fact, CancellationToken cancel)
    {
        var grain = grains.Dataset(key);
        var (opened, lineage, words) = (await grain.OpenAsync(), await grain.GetLineageAsync(), await grain.GetWordsAsync());
        if (!opened.Accepted || !lineage.Accepted) return fact with { IsStored = false };
        var (content, line) = (opened.Value, lineage.Value);
        bool stored = await IsThereAsync(content.Data, cancel);
        return fact with
        {
            SourceSha256 = line.Source.Sha256,
            SourceKind = line.Source.Kind,
            IsStored = stored,
            Schemas = line.Schemas.Length,
            Transformations =
            [
                .. line.Transformations.Select(step => new TransformationFact(
                    step.Step, step.RowsBefore, step.RowsAfter, step.CellsChanged, step.Example is not null || step.Note is not null)),
            ],
            Columns =
            [
                .. content.Columns.Select(column => new ColumnFact(
                    column.Name, column.Role, column.Protected, content.Rows == 0 ? 0 : (double)column.Missing / content.Rows, column.PersonalData)),
            ],
            UnwrittenWords = words.Accepted ? [.. Unwritten(words.Value)] : [],
            Anonymity = line.Transformations.Select(step => Goal(step.Step)).FirstOrDefault(goal => goal is not null),
            Quality = stored && await grain.GetExpectationsAsync() is { Accepted: true } expected
                ? await QualityAsync(key, expected.Value, cancel) : null,
        };
    }

    private async Task<QualityFact?> QualityAsync(ResourceKey key, ExpectationReport expected, CancellationToken cancel)
    {
        var assessed = await queries.QualityAsync(key, cancel);
        if (!assessed.Accepted) return null;
        var report = assessed.Value;
        var broken = expected.Results.Where(result => !result.Holds && result.Expectation.Severity == ExpectationSeverity.Error);
        return new(
            1 - report.Uniqueness,
            [.. report.Warnings.Where(warning => warning.Kind == QualityWarningKind.TargetLeakage)
                .Select(warning => warning.Column ?? "?")],
            [.. broken.Select(result => result.Message)])
        {
            TypeConsistency = report.Columns
                .ToImmutableSortedDictionary(column => column.Name, column => column.TypeConsistency, StringComparer.Ordinal),
            Validity = report.Columns.ToImmutableSortedDictionary(column => column.Name, column => column.Validity, StringComparer.Ordinal),
        };
    }

    private async Task<bool> IsThereAsync(BlobRef blob, CancellationToken cancel)
    {
        var stream = await blobs.OpenAsync(blob, cancel);
        if (stream is null) return false;
        await stream.DisposeAsync();
        return true;
    }

    private static IEnumerable<string> Unwritten(DatasheetWords words)
    {
        (string Name, string? Text)[] parts =
        [
            ("motivation", words.Motivation), ("composition", words.Composition), ("collection", words.Collection),
            ("preparation", words.Preparation), ("uses", words.Uses), ("distribution", words.Distribution), ("maintenance", words.Maintenance),
        ];
        return parts.Where(part => string.IsNullOrWhiteSpace(part.Text)).Select(part => part.Name);
    }

    /// <summary>The goal that the anonymising step reached, which its name states.</summary>
    private static AnonymityFact? Goal(string step) => MondrianStep().Match(step) is { Success: true } match
        ? new(
            int.Parse(match.Groups["k"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["l"].Value, CultureInfo.InvariantCulture),
            double.Parse(match.Groups["t"].Value, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"^mondrian k=(?<k>\d+) l=(?<l>\d+) t=(?<t>[0-9.]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MondrianStep();
}
